// Ninefold for web pages: <script async src="…/ninefold.js" data-key="WRITE KEY"></script>
// Then: ninefold.track(event, properties) .page(name, properties) .identify(userId, traits, token) .group(groupId, traits) .reset()
// What is called before it has loaded waits in a queue: (ninefold = window.ninefold || {q: []}).q.push(["track", "Signed Up"])
// Served without these comments and without indentation.
((w, d, n) => {
  let tag = d.currentScript, token, memory = {}, early = (w.ninefold || {}).q || [];
  let gpc = !!n.globalPrivacyControl, to = new URL(tag.src).origin + "/v1/batch", wait = 1, seen, timer;
  function read(name) {
    // Global Privacy Control: nothing stays in the browser.
    try { if (!gpc && !(name in memory)) memory[name] = JSON.parse(localStorage["ninefold:" + name]); } catch {}
    return memory[name];
  }
  function keep(name, value) {
    memory[name] = value;
    try { if (!gpc) localStorage["ninefold:" + name] = JSON.stringify(value); } catch {}
    return value;
  }
  function id() { return crypto.randomUUID?.() || Date.now() + Math.random().toString(36).slice(2); }
  function address() { return location.href.split("#")[0]; }
  function send(type, fields) {
    let campaign = {}, waiting = read("waiting") || [];
    new URLSearchParams(location.search).forEach((value, name) => {
      if (/^utm_/.test(name)) campaign[name == "utm_campaign" ? "name" : name.slice(4)] = value;
    });
    fields.type = type;
    fields.messageId = id();
    fields.anonymousId = read("anonymous") || keep("anonymous", id());
    fields.userId = read("user") || undefined;
    fields.timestamp = new Date();
    fields.context = {
      page: { url: address(), path: location.pathname, title: d.title, referrer: d.referrer },
      campaign, locale: n.language, userAgent: n.userAgent, gpc: gpc || undefined, userToken: token,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, library: { name: "ninefold.js", version: "1" }
    };
    keep("waiting", waiting.concat(fields).slice(-100));
    later(0.05);
  }
  function later(seconds) { clearTimeout(timer); timer = setTimeout(flush, seconds * 1000); }
  function body(part) { return JSON.stringify({ writeKey: tag.dataset.key, sentAt: new Date(), batch: part }); }
  function drop(part) {
    keep("waiting", read("waiting").filter(one => !part.some(sent => sent.messageId == one.messageId)));
  }
  function flush() {
    let part = (read("waiting") || []).slice(0, 20);
    if (part.length) fetch(to, { method: "POST", body: body(part), keepalive: true }).then(answer => {
      if (answer.status == 429 || answer.status > 499) throw answer.headers.get("Retry-After");
      drop(part);
      wait = 1;
      later(0);
    }).catch(asked => { later(asked > 0 ? asked : wait = Math.min(wait * 2, 60)); });
  }
  w.ninefold = {
    track: (event, properties) => { send("track", { event, properties }); },
    page: (name, properties) => { seen = address(); send("page", { name: name || d.title, properties }); },
    identify: (user, traits, proof) => { token = proof; keep("user", String(user)); send("identify", { traits }); },
    group: (group, traits) => { send("group", { groupId: String(group), traits }); },
    reset: () => { token = ""; keep("anonymous"); keep("user"); }
  };
  w.ninefold.q = { push: c => { w.ninefold[c[0]](...c.slice(1)); } };
  early.forEach(w.ninefold.q.push);
  if (!("manual" in tag.dataset)) {
    w.ninefold.page();
    setInterval(() => { if (address() != seen) w.ninefold.page(); }, 500);
  }
  flush();
  d.addEventListener("visibilitychange", () => {
    let part = (read("waiting") || []).slice(-20);
    if (d.hidden && part.length && n.sendBeacon(to, body(part))) drop(part);
  });
})(window, document, navigator);
