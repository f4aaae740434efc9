// What every page's script stands on: signals, sentences, time, icons.
import { html, render } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { batch, computed, effect, signal } from "@preact/signals";

export { batch, computed, effect, html, render, signal, useEffect, useRef, useState };

export const language = document.documentElement.lang === "en" ? "en" : "ko";
const sentences = await (await fetch(`/i18n/${language}.json`)).json();

/** The sentence of a key, its {names} filled in; a key nobody has written shows its own name. */
export function t(key, values = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const has = (key) => key in sentences;

/** The name in the page's language of something that has both. */
export const named = (name) => name?.[language] ?? name?.ko ?? "–";
export const hospitalName = (hospital) => (hospital ? (language === "ko" ? hospital.name_ko : hospital.name_en) : "–");

export const Icon = ({ name }) =>
  html`<svg class="ic" aria-hidden="true"><use href=${`/static/vendor/icons.svg#${name}`} /></svg>`;
export const Priority = ({ value }) =>
  html`<span class="pr" data-p=${value ?? "–"} role="img" aria-label=${`P${value ?? "–"}`}>${value ?? "–"}</span>`;

// Time: the server's clock rules. Every page learns the difference from the stream's hello and from boards.
let ahead = 0;
export const now = signal(Date.now());
export function setServerTime(iso) {
  ahead = Date.parse(iso) - Date.now();
  now.value = Date.now() + ahead;
}
setInterval(() => (now.value = Date.now() + ahead), 1000);

export const ageOf = (iso) => (iso ? Math.max(0, (now.value - Date.parse(iso)) / 1000) : null);
const pad = (number) => String(Math.floor(number)).padStart(2, "0");

/** 75 → "1:15", 3700 → "1:01:40"; unknown is a dash. */
export function clockwise(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  const s = Math.max(0, Math.round(seconds));
  return s < 3600 ? `${Math.floor(s / 60)}:${pad(s % 60)}` : `${Math.floor(s / 3600)}:${pad((s % 3600) / 60)}:${pad(s % 60)}`;
}

/** An age as people say it: 8 s, 12 min, 3 h, 2 d. */
export function ago(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return t("unit.s", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("unit.min", { n: Math.floor(seconds / 60) });
  if (seconds < 172800) return t("unit.h", { n: Math.floor(seconds / 3600) });
  return t("unit.d", { n: Math.floor(seconds / 86400) });
}

export const minutes = (seconds) => (seconds === null || seconds === undefined ? "–" : t("unit.min", { n: Math.round(seconds / 60) }));

/** An ISO 8601 duration, as the API writes them (P1DT2H3M4.5S, PT-2M), in seconds. */
export function seconds(duration) {
  if (duration === null || duration === undefined) return null;
  if (typeof duration === "number") return duration;
  const parts = /^(-)?P(?:(\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(duration);
  if (!parts) return null;
  const [, minus, days, hours, mins, secs] = parts;
  return (minus ? -1 : 1) * ((+days || 0) * 86400 + (+hours || 0) * 3600 + (+mins || 0) * 60 + (+secs || 0));
}

const zone = "Asia/Seoul";
let zoneName = zone;
export const setZone = (name) => (zoneName = name || zone);
const format = (options) => (iso) =>
  iso ? new Intl.DateTimeFormat("en-GB", { timeZone: zoneName, hourCycle: "h23", ...options }).format(new Date(iso)) : "–";
export const atSecond = (iso) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" })(iso);
export const atMinute = (iso) => format({ hour: "2-digit", minute: "2-digit" })(iso);

export const km = (metres) =>
  metres === null || metres === undefined ? "–" : metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`;
export const percent = (share) => (share === null || share === undefined ? "–" : `${Math.round(share * 100)}%`);

// Light and dark: kept on this machine; nothing kept means what the page or the system prefers.
export const dark = signal(isDark());
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
export function toggleTheme() {
  dark.value = !dark.value;
  document.documentElement.dataset.theme = localStorage.theme = dark.value ? "dark" : "light";
}

export const Clock = () => html`<time class="clock num">${atSecond(now.value)}</time>`;

/** The buttons at the right end of every bar: light or dark, language, sign out. */
export const BarTools = () => html`
  <button class="btn gh" type="button" aria-label=${t("bar.theme")} title=${t("bar.theme")} onClick=${toggleTheme}>
    <${Icon} name=${dark.value ? "sun" : "moon"} /></button>
  <${PostButton} action="/language" fields=${{ language: language === "ko" ? "en" : "ko", next: location.pathname }}
    label=${t(language === "ko" ? "language.en" : "language.ko")} />
  <${PostButton} action="/signout" icon="log-out" label=${t("bar.signout")} />`;

const PostButton = ({ action, fields = {}, icon, label }) => html`
  <form method="post" action=${action}>
    <input type="hidden" name="csrf_token" value=${document.querySelector("meta[name=csrf-token]").content} />
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <button class="btn gh" aria-label=${label} title=${label}>${icon ? html`<${Icon} name=${icon} />` : label}</button>
  </form>`;

// One message at a time at the foot of the page; problems stay until the next, with what to do about them.
export const toast = signal(null);
let toastTimer;
export function say(text, { bad = false, action = null, forMs = 5000 } = {}) {
  clearTimeout(toastTimer);
  toast.value = { text, bad, action };
  if (forMs) toastTimer = setTimeout(() => (toast.value = null), forMs);
}
export const Toast = () =>
  toast.value &&
  html`<div class=${`toast ${toast.value.bad ? "bad" : ""}`} role=${toast.value.bad ? "alert" : "status"}>
    ${toast.value.bad && html`<${Icon} name="triangle-alert" />`}<span>${toast.value.text}</span>${toast.value.action}</div>`;

/** A dialog that follows a signal; Escape and the backdrop close it. */
export function Dialog({ open, onClose, label, children }) {
  const box = useRef();
  useEffect(() => {
    if (open && !box.current.open) box.current.showModal();
    if (!open && box.current.open) box.current.close();
  }, [open]);
  return html`<dialog ref=${box} aria-label=${label} onClose=${onClose}
    onClick=${(event) => event.target === box.current && onClose()}>${open && children}</dialog>`;
}
