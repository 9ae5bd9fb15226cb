// Small comforts; every page works without this file.
(function () {
  "use strict";
  // What an inspector took along is forgotten on this device once nobody is signed in.
  if (window.caches && !document.querySelector(".tools a[href$='/me/']")) {
    caches.delete("plumbline-sheet").catch(function () {});
  }
  // A choice in a sentence or a switch takes effect at once; without scripts its button does it.
  document.addEventListener("change", function (event) {
    var field = event.target;
    if (!field.matches("[data-now] select") || !field.form) {
      return;
    }
    // The field to search in waits for what to search for.
    var wanted = field.name === "where" && field.form.elements.is;
    if (wanted && !wanted.value.trim()) {
      wanted.focus();
      return;
    }
    field.form.requestSubmit();
  });
  // A slash goes to the search box, unless something is being typed or a program of the browser is meant.
  document.addEventListener("keydown", function (event) {
    var at = document.activeElement;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
        (at && (at.isContentEditable || at.matches("input, textarea, select")))) {
      return;
    }
    var box = document.querySelector("[data-find]");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
  // What htmx puts in place of something takes the focus along, so that a keyboard does not lose its place.
  document.addEventListener("htmx:afterSwap", function (event) {
    var target = event.detail.target.querySelector("[data-focus]");
    if (target) {
      target.focus();
    }
  });
  // A form with a file shows how much of it was sent; what the server answers takes the page's place.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-progress]") || !window.FormData || !window.XMLHttpRequest) {
      return;
    }
    var line = form.querySelector(".progress");
    var button = form.querySelector("button");
    var request = new XMLHttpRequest();
    event.preventDefault();
    button.disabled = true;
    line.hidden = false;
    request.open("POST", form.action);
    request.upload.addEventListener("progress", function (sent) {
      if (sent.lengthComputable) {
        var percent = Math.round((100 * sent.loaded) / sent.total);
        line.querySelector("progress").value = percent;
        line.querySelector("span").textContent = percent + " %";
      }
    });
    request.addEventListener("load", function () {
      var answer = new DOMParser().parseFromString(request.responseText, "text/html");
      var main = answer.querySelector("main");
      document.querySelector("main").replaceWith(main);
      main.focus();
      main.scrollIntoView();
    });
    request.addEventListener("error", function () {
      form.removeAttribute("data-progress");
      form.submit();
    });
    request.send(new FormData(form));
  });
})();
