// The sheet of tasks and outlets without a network: an answer is kept on the phone with its time, and sent once there
// is one.
(function () {
  "use strict";
  var sheet = document.getElementById("sheet");
  var CACHE = "plumbline-sheet";
  var WAITING = "plumbline-answers";
  var AHEAD = "plumbline-ahead";
  var USUAL = "spot-check";
  var KNOWN = ["csrfmiddlewaretoken", "number", "object"];  // these stand beside what was tapped and typed
  var MOST = 100;
  var EVERY = 30000;
  if (!sheet || !window.fetch || !window.localStorage) {
    return;
  }
  var words = sheet.dataset;
  var line = sheet.querySelector("[data-line]");
  var sending = false;

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(WAITING)) || [];
    } catch (error) {
      return [];
    }
  }

  function keep(answers) {
    localStorage.setItem(WAITING, JSON.stringify(answers));
    show();
  }

  // Numbers are those of a procedure: two procedures may both have one.
  function isOf(answer, task) {
    return answer.number === task.dataset.number && answer.object === task.dataset.object &&
      (answer.procedure || USUAL) === task.dataset.procedure;
  }

  // What was tapped and typed; an older sheet kept the two fields that it knew.
  function said(answer) {
    return answer.values || {result: answer.result, note: answer.note};
  }

  function waits(answer) {
    return !answer.error && answer.user === words.user;
  }

  // The server's time, as far as it was told: the clock of a phone may be wrong by hours.
  function given() {
    var ahead = Number(localStorage.getItem(AHEAD)) || 0;
    return new Date(Math.floor((Date.now() + ahead) / 1000) * 1000).toISOString().replace(".000Z", "Z");
  }

  function show() {
    var answers = kept();
    var own = answers.filter(waits).length;
    var net = line.querySelector("[data-net]");
    var count = line.querySelector("[data-count]");
    line.hidden = false;
    net.textContent = navigator.onLine ? net.dataset.on : net.dataset.off;
    count.textContent = own ? count.dataset.text + " " + own : "";
    if (answers.some(function (each) { return each.user !== words.user; })) {
      count.textContent += " " + words.other;
    }
    line.querySelector("[data-send]").hidden = !own;
    sheet.querySelectorAll("[data-task]").forEach(function (task) {
      var mine = answers.filter(function (each) {
        return each.user === words.user && isOf(each, task);
      }).pop();
      if (mine) {
        tell(task, mine.title, mine.error ? words.refused + ": " + mine.error : words.waits, !mine.error);
      }
    });
  }

  function tell(task, title, said, done) {
    var place = task.querySelector("[data-mine]");
    var strong = document.createElement("strong");
    var small = document.createElement("span");
    strong.textContent = title;
    small.textContent = said;
    small.className = done ? "small soft" : "small late";
    place.replaceChildren(strong, document.createElement("br"), small);
    place.hidden = false;
    task.classList.toggle("answered", done);
  }

  function taskOf(answer) {
    return Array.prototype.find.call(sheet.querySelectorAll("[data-task]"), function (task) {
      return isOf(answer, task);
    });
  }

  function same(one, other) {
    return one.user === other.user && one.number === other.number && one.object === other.object &&
      one.given === other.given && JSON.stringify(said(one)) === JSON.stringify(said(other));
  }

  function json(response) {
    if (!response.ok || response.redirected) {
      throw new Error("not signed in");
    }
    return response.json();
  }

  // Who is signed in now, and what time it is, is asked anew: the page may be an old one.
  function send() {
    if (sending || !navigator.onLine) {
      return;
    }
    sending = true;
    fetch(words.answers, {credentials: "same-origin", cache: "no-store"}).then(json).then(function (known) {
      localStorage.setItem(AHEAD, String(known.now - Date.now()));
      var own = kept().filter(function (each) { return !each.error && each.user === known.user; }).slice(0, MOST);
      if (!own.length) {
        return null;
      }
      return fetch(words.answers, {
        method: "POST", credentials: "same-origin",
        headers: {"Content-Type": "application/json", "X-CSRFToken": known.token},
        body: JSON.stringify({answers: own.map(function (each) {
          return Object.assign({number: each.number, object: each.object, given: each.given}, said(each));
        })})
      }).then(json).then(function (told) {
        settle(own, told.answers);
        return own.length;
      });
    }).then(function (count) {
      sending = false;
      if (count === MOST) {
        send();
      }
    }).catch(function () {
      sending = false;
    });
  }

  // What was not taken stays on the phone and says why; nothing is lost in silence.
  function settle(sent, told) {
    var answers = kept();
    sent.forEach(function (each, place) {
      var became = told[place];
      var task = taskOf(each);
      answers = answers.filter(function (one) { return !same(one, each); });
      if (became.error) {
        answers.push(Object.assign({}, each, {error: became.error.text}));
      } else if (task) {
        tell(task, each.title, became.beside ? words.beside : words.sent, true);
      }
    });
    keep(answers);
  }

  sheet.addEventListener("submit", function (event) {
    var task = event.target.closest("[data-task]");
    var button = event.submitter;
    if (!task || !button) {
      return;
    }
    event.preventDefault();
    var values = {};
    new FormData(event.target).forEach(function (text, name) {
      if (!KNOWN.includes(name) && text.trim()) {
        values[name] = text.trim();
      }
    });
    if (button.name) {
      values[button.name] = button.value;
    }
    var chosen = Array.prototype.map.call(event.target.querySelectorAll("input[data-said]:checked"), function (each) {
      return each.dataset.said;
    });
    var answers = kept().filter(function (each) {  // one that was refused is answered anew
      return !(each.error && isOf(each, task));
    });
    answers.push({
      user: words.user, procedure: task.dataset.procedure, number: task.dataset.number, object: task.dataset.object,
      values: values, title: chosen.length ? chosen.join(" · ") : button.textContent, given: given()
    });
    keep(answers);
    send();
  });

  line.querySelector("[data-send]").addEventListener("click", send);
  window.addEventListener("online", function () { show(); send(); });
  window.addEventListener("offline", show);
  window.setInterval(send, EVERY);

  if ("serviceWorker" in navigator && window.caches) {
    var take = line.querySelector("[data-take]");
    var forget = line.querySelector("[data-forget]");
    var turn = function (taken) {
      take.hidden = taken;
      forget.hidden = !taken;
    };
    caches.has(CACHE).then(turn);
    take.addEventListener("click", function () {
      var files = [location.pathname];
      document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]").forEach(function (each) {
        files.push(each.href || each.src);
      });
      navigator.serviceWorker.register(words.worker).then(function () {
        return navigator.serviceWorker.ready;  // before that it opens nothing
      }).then(function () {
        return caches.open(CACHE);
      }).then(function (cache) {
        return cache.addAll(files);
      }).then(function () {
        turn(true);
      });
    });
    forget.addEventListener("click", function () {
      caches.delete(CACHE).then(function () {
        return navigator.serviceWorker.getRegistration(words.worker);
      }).then(function (found) {
        return found ? found.unregister() : null;
      }).then(function () {
        turn(false);
      });
    });
  }
  show();
  send();
})();
