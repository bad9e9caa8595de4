// Swagger UI on this server's contract. A key that is entered stays in the page: nothing is stored.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const adapt = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
adapt();
dark.addEventListener("change", adapt);

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
  // The page is the landmark; what is drawn within it is none of its own.
  onComplete: () => document.querySelectorAll("#swagger-ui main").forEach((inner) => inner.setAttribute("role", "none")),
});
