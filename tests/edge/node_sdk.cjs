// Sends the six calls with @segment/analytics-node, unmodified: node node_sdk.cjs <modules> <host> <write key>
const [modules, host, writeKey] = process.argv.slice(2);
const { Analytics } = require(`${modules}/@segment/analytics-node`);
const analytics = new Analytics({ writeKey, host, flushAt: 15, maxRetries: 3 });
analytics.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
analytics.identify({ userId: "node-u1", traits: { email: "node@ex.org", plan: "pro" } });
analytics.track({ userId: "node-u1", event: "Order Completed", properties: { revenue: 9.99 } });
analytics.page({ anonymousId: "node-an1", name: "Home", category: "Docs", properties: { url: "https://x/" } });
analytics.screen({ userId: "node-u1", name: "Home" });
analytics.group({ userId: "node-u1", groupId: "g1", traits: { name: "ACME" } });
analytics.alias({ userId: "node-u1", previousId: "node-an1" });
analytics.closeAndFlush({ timeout: 20000 });
