// Small comforts; every page works without this file.
(function () {
  "use strict";
  // A choice in a sentence or a switch takes effect at once; without scripts its button does it.
  document.addEventListener("change", function (event) {
    var field = event.target;
    if (field.matches("[data-now] select") && field.form) {
      field.form.requestSubmit();
    }
  });
  // What htmx puts in place of something takes the focus along, so that a keyboard does not lose its place.
  document.addEventListener("htmx:afterSwap", function (event) {
    var target = event.detail.target.querySelector("[data-focus]");
    if (target) {
      target.focus();
    }
  });
})();
