// Asking and telling the server: JSON in and out, problems as sentences.
import { has, say, t } from "./lib.js";

const csrf = document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** What the server refused: `code` as in the problem document, `fields` what is wrong with which field. */
export class Problem extends Error {
  constructor(document, status) {
    super(sentenceOf(document, status));
    this.code = document.code ?? "other";
    this.status = status;
    this.document = document;
    this.fields = Object.fromEntries((document.errors ?? []).map(({ field, reason }) => [field, fieldSentence(field, reason)]));
  }
}

function sentenceOf(document, status) {
  const key = `problem.${document.code}`;
  if (document.code === "illegal_move" && document.machine) return t("problem.illegal_move", document);
  if (document.code === "invalid_input" && document.errors?.length) {
    return document.errors.map(({ field, reason }) => fieldSentence(field, reason)).join(" ");
  }
  if (has(key)) return t(key, { status, ...document });
  return t("problem.other", { status });
}

/** The reason beside the field: our own words where there are any, else the server's. */
function fieldSentence(field, reason) {
  const name = String(field).split(".").pop();
  return has(`invalid.${name}`) ? t(`invalid.${name}`) : has(`warning.${reason}`) ? t(`warning.${reason}`) : `${name}: ${reason}`;
}

async function request(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem({ code: "unreachable" }, 0);
  }
  if (response.status === 401) location.assign(`/signin?next=${encodeURIComponent(location.pathname)}`);
  if (!response.ok) throw new Problem(await response.json().catch(() => ({ code: "other" })), response.status);
  return response.status === 204 ? null : response.json();
}

export const get = (path) => request("GET", path);
export const patch = (path, body) => request("PATCH", path, body, { "X-CSRF-Token": csrf });

/** Tell the server something. The key makes a repeated press harmless: the same `key` happens once. */
export const post = (path, body = {}, key = crypto.randomUUID?.() ?? String(Math.random()).slice(2)) =>
  request("POST", path, body, { "X-CSRF-Token": csrf, "Idempotency-Key": key });

/** Do something and show what went wrong, if anything; returns the answer, or undefined after a problem. */
export async function attempt(doing) {
  try {
    return await doing();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    say(problem.message, { bad: true, forMs: 9000 });
    return undefined;
  }
}
