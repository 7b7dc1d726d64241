/* Small repairs of the theme's markup for screen readers, and the print button. */
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
});
