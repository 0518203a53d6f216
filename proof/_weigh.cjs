// X's own weights of the texts on standard input (a JSON list), by its library whose folder is the first argument.
const { parseTweet } = require(require.resolve("twitter-text", { paths: [process.argv[2]] }));
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => parseTweet(text).weightedLength)));
