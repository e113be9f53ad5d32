// The server's HTTP API, as much of it as the console needs. Addresses are relative to this file, so a proxy may add a prefix.

import { askToSignIn, authorization } from './sign-in.js';

const base = new URL('../api/v1/', import.meta.url);
const timeoutMs = 5000;
const listSize = 1000;

/** The API did not answer, or answered something that is not its JSON. The message is for people. */
export class ApiError extends Error {}

async function ask(path, options) {
  const shown = authorization();

  // The first header keeps the browser from asking for a password in a window of its own.
  const headers = { 'X-Requested-With': 'XMLHttpRequest', ...(shown && { Authorization: shown }) };
  try {
    return await fetch(new URL(path, base), { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs), headers, ...options });
  } catch {
    throw new ApiError('The server does not answer.');
  }
}

async function request(path, options) {
  const before = authorization();
  let response = await ask(path, options);
  if (response.status === 401 && await askToSignIn(before)) {
    response = await ask(path, options);
  }

  if (response.status === 401) {
    throw new ApiError('The server asks for a user name and password.');
  }

  if (response.status === 403) {
    const answer = await response.json().catch(() => null);
    throw new ApiError(typeof answer?.desc === 'string' ? answer.desc : 'The server does not allow this.');
  }

  let body;
  try {
    body = await response.json();
  } catch {
    throw new ApiError(`The server answered ${response.status} and no data.`);
  }

  // Failures come as HTTP 200 with an SRS error code.
  if (body === null || typeof body !== 'object' || body.code !== 0) {
    throw new ApiError(`The server answered error ${Number(body?.code) || response.status}.`);
  }

  return body;
}

const list = value => Array.isArray(value) ? value : [];

/** @returns {Promise<{streams: object[], total: number}>} total may be larger than the list. */
export async function getStreams() {
  const body = await request(`streams/?count=${listSize}`);
  const streams = list(body.streams);
  return { streams, total: Math.max(Number(body.total) || 0, streams.length) };
}

export async function getSummary() {
  const body = await request('summaries');
  return { ...(body.data ?? {}), features: list(body.features) };
}

export async function getClients() {
  return list((await request(`clients/?count=${listSize}`)).clients);
}

/** Disconnects a viewer or a publisher. */
export async function kick(clientId) {
  await request(`clients/${encodeURIComponent(clientId)}`, { method: 'DELETE' });
}
