// On the page of an answer: tells the others that somebody reads it, and names who else is here.
const BEAT = 20_000; // ms

const line = document.querySelector("[data-here]");
const clientID = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const names = new Intl.ListFormat("en-GB", { type: "conjunction" });

const post = (sign) => fetch(line.dataset.here, {
  method: "POST", keepalive: true, redirect: "manual", body: JSON.stringify({ clientID, ...sign }),
  headers: { "content-type": "application/json", "x-csrf-token": document.querySelector('meta[name="csrf-token"]').content },
});

/** Everybody but ourselves, each once, writing if they write in any of their windows. */
function others({ person, here }) {
  const doing = new Map();
  for (const sign of here) {
    if (sign.person !== person && doing.get(sign.person)?.doing !== "writing") doing.set(sign.person, sign);
  }
  return [...doing.values()].map((sign) => `${sign.name} (${sign.doing})`).sort();
}

async function sayHere() {
  if (document.hidden) return;
  try {
    const response = await post({});
    const people = response.ok ? others(await response.json()) : [];
    line.textContent = people.length ? `Also here: ${names.format(people)}` : "";
  } catch {
    line.textContent = ""; // no connection: who is here is not known
  }
}

setInterval(sayHere, BEAT);
document.addEventListener("visibilitychange", sayHere);
addEventListener("pageshow", sayHere);
addEventListener("pagehide", () => post({ leaving: true }).catch(() => {}));
