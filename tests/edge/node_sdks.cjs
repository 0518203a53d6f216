// Sends the six calls with one of the vendors' SDKs, unmodified: node node_sdks.cjs <modules> <package> <host> <write key>
const [modules, name, host, writeKey] = process.argv.slice(2);
const sdk = require(`${modules}/${name}`);
const failed = (error) => {
  console.error(error);
  process.exitCode = 1;
};
const makers = {
  "@segment/analytics-node": () => new sdk.Analytics({ writeKey, host, flushAt: 15, maxRetries: 3 }),
  "@customerio/cdp-analytics-node": () => new sdk.Analytics({ writeKey, host, flushAt: 15, maxRetries: 3 }),
  "analytics-node": () => new sdk(writeKey, { host, flushAt: 15 }),
  "@rudderstack/rudder-sdk-node": () => new (sdk.default ?? sdk)(writeKey, { dataPlaneUrl: host, flushAt: 15 }),
};
const analytics = makers[name]();
if (analytics.on) analytics.on("error", failed);
analytics.identify({ userId: "node-u1", traits: { email: "node@ex.org", plan: "pro" } });
analytics.track({ userId: "node-u1", event: "Order Completed", properties: { revenue: 9.99 } });
analytics.page({ anonymousId: "node-an1", name: "Home", category: "Docs", properties: { url: "https://x/" } });
analytics.screen({ userId: "node-u1", name: "Home" });
analytics.group({ userId: "node-u1", groupId: "g1", traits: { name: "ACME" } });
analytics.alias({ userId: "node-u1", previousId: "node-an1" });
if (analytics.closeAndFlush) analytics.closeAndFlush({ timeout: 20000 }).catch(failed);
else analytics.flush((error) => error && failed(error));
