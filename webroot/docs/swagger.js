// Swagger UI on this server's contract. A key that is entered stays in the page: nothing is stored.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const adapt = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
adapt();
dark.addEventListener("change", adapt);

// Who is signed in may try what only reads: the session needs its browser's proof with each request.
const browserKey = import("/dashboard/kit/browser-key.js");
const prove = async (request) => {
  const url = new URL(request.url, location.origin);
  const key = await browserKey;
  if (url.origin === location.origin && await key.hasKey()) {
    request.headers = {...request.headers, DPoP: await key.prove(request.method ?? "GET", url, Date.now())};
  }
  return request;
};

SwaggerUIBundle({
  requestInterceptor: prove,
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
