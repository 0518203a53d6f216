// On every page, ours and Wagtail's. The menu: the present entry stands in view, and a strip that goes on says so.
addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector(".menu");
  if (!menu) return;
  const tell = () => menu.classList.toggle("goes-on", menu.scrollLeft + menu.clientWidth < menu.scrollWidth - 4);
  menu.querySelector("[aria-current]")?.scrollIntoView({block: "nearest", inline: "center"});
  menu.addEventListener("scroll", tell, {passive: true});
  addEventListener("resize", tell);
  tell();
});

// What Wagtail's own fields leave unsaid to who cannot see them: the box for tags has no name, and a link to another tab
// poses as a tab outside the list of tabs. Its scripts make the box after the page is there.
addEventListener("load", () => {
  document.querySelectorAll(".tagit-new input").forEach((box) => box.setAttribute("aria-label", "New tag"));
  document.querySelectorAll("[role=tabpanel] a[role=tab]").forEach((link) => link.removeAttribute("role"));
});
