// Opens the task sheet where there is no network, from what its reader took along. Nothing is kept before that.
"use strict";
const CACHE = "plumbline-sheet";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).pathname.endsWith("/answers")) {
    return;
  }
  event.respondWith(fetch(request).then((response) => renewed(request, response)).catch(
    () => caches.match(request, {ignoreSearch: true, ignoreVary: true}).then((kept) => kept || Response.error())));
});

// A newer sheet takes the place of the one that was taken along. Where its reader is signed out, it is forgotten.
async function renewed(request, response) {
  if (!(await caches.has(CACHE))) {
    return response;
  }
  if (request.mode === "navigate" && response.type === "opaqueredirect") {
    await caches.delete(CACHE);
  } else if (response.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, response.clone());
  }
  return response;
}
