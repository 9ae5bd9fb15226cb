// The number of a witness is made and hashed here, on their own device. Browsers offer SHA-256 over https alone, and
// witnesses stand in where there is no network: so it is computed below (FIPS 180-4).
(() => {
  const KEY = "plumb-witness-";
  const form = document.querySelector("[data-witness]");
  if (!form) return;
  const number = form.querySelector("[data-number]");
  const hash = form.querySelector("[name=commitment]");
  const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  const bytesOf = (text) => /^[0-9a-f]{64}$/i.test(text) ? Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16)) : null;

  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const part = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const K = primes.map((p) => part(Math.cbrt(p)));
  const sha256 = (message) => { // of 32 bytes: one block
    const w = new Int32Array(64), view = new DataView(new ArrayBuffer(64));
    message.forEach((each, at) => view.setUint8(at, each));
    view.setUint8(32, 0x80);
    view.setUint32(60, 256);
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(4 * t);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let t = 16; t < 64; t++) {
      const a = w[t - 15], b = w[t - 2];
      w[t] = w[t - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[t - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    const first = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
    let [a, b, c, d, e, f, g, h] = first;
    for (let t = 0; t < 64; t++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    return [a, b, c, d, e, f, g, h].map((each, at) => ((each + first[at]) >>> 0).toString(16).padStart(8, "0")).join("");
  };

  const held = (of, text) => {
    try {
      if (text !== undefined) localStorage.setItem(KEY + of, text);
      return localStorage.getItem(KEY + of) || "";
    } catch { return ""; } // a browser that keeps nothing
  };
  if (!hash) { // to be revealed
    if (!number.value && form.dataset.hash) number.value = held(form.dataset.hash);
    return;
  }
  const save = form.querySelector("[data-save]"), hold = form.querySelector("[data-hold]");
  const keep = hold.textContent;
  form.querySelector("[data-made]").hidden = false;
  const told = () => {
    const bytes = bytesOf(number.value.trim());
    save.disabled = hold.disabled = !bytes;
    hold.textContent = keep;
    if (bytes) hash.value = sha256(bytes);
  };
  number.addEventListener("input", told);
  form.querySelector("[data-make]").addEventListener("click", () => {
    number.value = hex(crypto.getRandomValues(new Uint8Array(32)));
    told();
  });
  save.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${form.dataset.case}\n${number.value.trim()}\nSHA-256 ${hash.value}\n`], { type: "text/plain" }));
    link.download = `witness-${form.dataset.case}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  hold.addEventListener("click", () => {
    if (held(hash.value, number.value.trim())) hold.textContent = hold.dataset.done;
  });
})();
