// Looks how far the change from one install to the other has come. The three steps fill the bar: the first, which takes
// nearly all of the time, by the clock, slower and slower; the others as they come.
const shown = document.getElementById("changing");
const order = ["making", "stopping", "starting"];
const began = Date.now();
const SLOW_SECONDS = 60;
const USUAL_SECONDS = 8;
const LOOK_MS = 300;

function step(name, words) {
  const at = order.indexOf(name);
  shown.querySelectorAll("[data-step]").forEach((line, number) => {
    line.classList.toggle("done", number < at);
    if (number === at) line.setAttribute("aria-current", "step");
    else line.removeAttribute("aria-current");
  });
  const said = shown.querySelector("[data-said]");
  if (said.textContent !== words) said.textContent = words;
  fill(at);
}

function seconds() {
  return (Date.now() - began) / 1000;
}

function fill(at) {
  const bar = shown.querySelector("progress");
  const share = at > 0 ? 60 + 20 * at : 75 * (1 - Math.exp(-seconds() / USUAL_SECONDS));
  bar.value = Math.max(bar.value, share);
  shown.querySelector("[data-seconds]").textContent = `${Math.round(seconds())} s`;
}

function failed(reason) {
  step("making", `It did not work: ${reason} What was served before is served.`);
  shown.querySelector("progress").hidden = true;
  shown.querySelector("[data-back]").hidden = false;
}

function land() {
  shown.querySelector("progress").value = 100;
  location.assign(shown.dataset.lands);
}

async function look() {
  try {
    const answer = await fetch(shown.dataset.state, {redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(4000)});
    if (answer.type === "opaqueredirect") return land();
    const told = await answer.json();
    if (told.step === "failed") return failed(told.said);
    if (told.served === shown.dataset.to && !order.includes(told.step)) return land();
    step(told.step || "making", seconds() > SLOW_SECONDS ? "It takes long: the machine is busy, or the database is made anew." : "At work.");
  } catch {
    step("starting", seconds() > SLOW_SECONDS ? "Nothing answers. Look at the terminal where Ninefold was started." : "Between the two.");
  }
  setTimeout(look, LOOK_MS);
}
look();
