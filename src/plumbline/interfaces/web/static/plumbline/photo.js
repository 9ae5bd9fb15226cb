// A photograph that is larger than the form takes is made smaller before it is sent; so it also loses where it was taken.
(function () {
  "use strict";
  var LONGEST = 2000;
  var ENOUGH = 1500000;
  document.querySelectorAll("input[data-shrink]").forEach(function (input) {
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file || file.size <= ENOUGH || !window.createImageBitmap || !window.DataTransfer) {
        return;
      }
      createImageBitmap(file).then(function (picture) {
        var scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (made) {
          if (made && made.size < file.size) {
            var files = new DataTransfer();
            files.items.add(new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
            input.files = files.files;
          }
        }, "image/jpeg", 0.85);
      }).catch(function () {});
    });
  });
})();
