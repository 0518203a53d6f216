// Looks how far the change from one install to the other has come; while nothing answers, the parts are between two.
const shown = document.getElementById("changing");
const order = ["making", "stopping", "starting"];
const began = Date.now();
const SLOW_SECONDS = 120;

function step(name, words) {
  const at = order.indexOf(name);
  shown.querySelectorAll("[data-step]").forEach((line, number) => {
    line.classList.toggle("done", number < at);
    if (number === at) line.setAttribute("aria-current", "step");
    else line.removeAttribute("aria-current");
  });
  shown.querySelector("[data-said]").textContent = words;
}

async function look() {
  const seconds = Math.round((Date.now() - began) / 1000);
  shown.querySelector("[data-seconds]").textContent = seconds;
  try {
    const answer = await fetch(shown.dataset.state, {redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(4000)});
    if (answer.type === "opaqueredirect") return location.assign(shown.dataset.lands);
    if (answer.ok) {
      const told = await answer.json();
      if (told.served === shown.dataset.to) return location.assign(shown.dataset.lands);
      if (told.step === "failed") return step("making", `It did not work: ${told.said} Nothing has changed.`);
      step(told.step || "making", "At work.");
    }
  } catch {
    step("starting", seconds > SLOW_SECONDS ? "Nothing answers yet. Look at the terminal where Ninefold was started." : "Between the two: nothing answers for a moment.");
  }
  setTimeout(look, 400);
}
look();
