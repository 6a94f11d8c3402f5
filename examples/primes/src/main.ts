/** The page: a form that starts a search, and what is known of it. */
import { follow, nothing, type Search, search } from "./search.ts";

const part = <T extends HTMLElement>(id: string): T => {
  const found = document.querySelector<T>(`[data-testid="${id}"]`);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
};

const form = part<HTMLFormElement>("form");
const start = part<HTMLButtonElement>("start");
const cancel = part<HTMLButtonElement>("cancel");
const meter = part<HTMLProgressElement>("meter");
const status = part("status");
const count = part<HTMLOutputElement>("count");
const latest = part("latest");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const upTo = part<HTMLInputElement>("up-to").valueAsNumber;
  meter.max = upTo;
  show(nothing);
  void run(upTo);
});

async function run(upTo: number): Promise<void> {
  const inlet = search(upTo);
  const stop = () => void inlet.cancel();
  cancel.addEventListener("click", stop, { once: true });
  busy(true);
  status.textContent = "Searching …";
  try {
    status.textContent = await follow(inlet, show);
  } finally {
    cancel.removeEventListener("click", stop);
    busy(false);
  }
}

function show(search: Search): void {
  meter.value = search.tested;
  count.value = String(search.count);
  latest.textContent = search.latest.join(" ");
}

function busy(is: boolean): void {
  start.disabled = is;
  cancel.disabled = !is;
}
