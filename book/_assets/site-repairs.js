/* Small repairs of the theme's markup for screen readers, the print button, and keys for slides. */
document.addEventListener("DOMContentLoaded", () => {
  // A button's name must hold the words one sees on it.
  for (const button of document.querySelectorAll(".search-button-field")) {
    button.removeAttribute("aria-label");
  }
  // The sidebar holds the logo and the search button: give them a landmark.
  const sidebar = document.querySelector(".bd-sidebar-primary");
  if (sidebar) {
    sidebar.setAttribute("role", "navigation");
    sidebar.setAttribute("aria-label", "Book");
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
  // Slides on the full screen turn by scrolling; these keys are what people try as well.
  const slides = document.querySelector(".slides");
  slides?.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!slides.matches(":target") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step) slides.scrollBy({ top: step * slides.clientHeight, behavior: "smooth" });
    if (step) event.preventDefault();
    if (event.key === "Escape") location.hash = "#slides-end";
  });
});
