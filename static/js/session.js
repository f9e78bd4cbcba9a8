// Whose session a page belongs to, and taking it up again once it was over and begun anew in another tab.
const own = document.querySelector('meta[name="csrf-token"]');

/** What whoever reads this page does to come back once they are signed out; a guest’s link may have ended as well. */
export const COME_BACK = "guest" in own.dataset
  ? "Open the link in your invitation again, in another tab: if it still works, this is saved then."
  : "Sign in again in another tab: this is saved then.";

/**
 * A page that was open across signing out and in again has an old token: the one of today is read from this same address,
 * for every form on the page. “taken” where it was another, “same” where nothing was wrong with the old one, “out” where
 * nobody is signed in, nothing answers, or it is somebody else: their name must not go on our words.
 */
export async function renewToken() {
  const response = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  if (!response || response.type === "opaqueredirect" || response.status >= 500) return "out"; // a page of ours else, if of an error
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf-token"]');
  if (fresh?.dataset.of !== own.dataset.of) return "out";
  if (fresh.content === own.content) return "same";
  own.content = fresh.content;
  document.querySelectorAll('input[name="csrf"]').forEach((field) => { field.value = fresh.content; });
  return "taken";
}
