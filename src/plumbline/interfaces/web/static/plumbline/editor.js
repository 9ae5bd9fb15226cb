// Beside the part that is edited, the text stands at its lines. Without this file it stands at its beginning.
(function () {
  "use strict";
  var text = document.getElementById("text");
  if (!text) {
    return;
  }
  var line = Number(text.dataset.line);
  if (line > 0) {
    text.scrollTop = (line - 1) * parseFloat(getComputedStyle(text).lineHeight);
  }
  // A check brings the text anew: it stays where its reader had it.
  var top = text.scrollTop;
  document.addEventListener("htmx:beforeSwap", function () {
    top = document.getElementById("text").scrollTop;
  });
  document.addEventListener("htmx:oobAfterSwap", function () {
    document.getElementById("text").scrollTop = top;
  });
})();
