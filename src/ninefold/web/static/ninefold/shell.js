// The menu on every page, ours and Wagtail's: the present entry stands in view, and a strip that goes on says so.
addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector(".menu");
  if (!menu) return;
  const tell = () => menu.classList.toggle("goes-on", menu.scrollLeft + menu.clientWidth < menu.scrollWidth - 4);
  menu.querySelector("[aria-current]")?.scrollIntoView({block: "nearest", inline: "center"});
  menu.addEventListener("scroll", tell, {passive: true});
  addEventListener("resize", tell);
  tell();
});
