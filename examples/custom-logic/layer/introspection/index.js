const { createHash } = require("node:crypto");
const https = require("node:https");
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");

/*
 * Asks the provider whether a token is still active (RFC 7662), and keeps the answer for a short time. It needs the token,
 * which only the request contains: `per_request = true`.
 */

const KEEP_CREDENTIALS_MILLISECONDS = 300_000;
const MAX_BODY_BYTES = 65_536;

const {
  INTROSPECTION_ISSUER,
  INTROSPECTION_URL,
  INTROSPECTION_SECRET_ARN,
  INTROSPECTION_KEEP_SECONDS = "30",
  INTROSPECTION_KEEP_TOKENS = "1000",
} = process.env;
const endpoint = new URL(INTROSPECTION_URL ?? "");
/** How long an answer is used: a revoked token is accepted for this time at most. */
const keepMilliseconds = Number(INTROSPECTION_KEEP_SECONDS) * 1000;
/** Of how many tokens an instance keeps the answer, at about 200 bytes each. */
const maxKept = Number(INTROSPECTION_KEEP_TOKENS);
if (endpoint.protocol !== "https:" || !INTROSPECTION_SECRET_ARN || !INTROSPECTION_ISSUER) {
  throw new Error("set INTROSPECTION_URL to an https URL, INTROSPECTION_SECRET_ARN and INTROSPECTION_ISSUER");
}
if (!(keepMilliseconds >= 0 && maxKept >= 1)) {
  throw new Error(
    "INTROSPECTION_KEEP_SECONDS must be a number from 0, and INTROSPECTION_KEEP_TOKENS one from 1",
  );
}

const secrets = new SecretsManagerClient({ maxAttempts: 2 });
/** By the hash of a token, the oldest first. */
const answers = new Map();
let credentials = { value: undefined, until: 0 };

/** @type {import("terraform-aws-jwt-authorizer").Authorize} */
exports.authorize = async ({ claims, request, signal }) => {
  if (claims.iss !== INTROSPECTION_ISSUER) {
    // Another provider must not see the token, and could not say anything about it.
    return { deny: true };
  }
  const token = tokenOf(request, claims);
  const name = createHash("sha256").update(token).digest("base64");
  const kept = answers.get(name);
  if (kept !== undefined && Date.now() < kept.until) {
    return { deny: !kept.isActive };
  }
  // The time counts from the question, not from the answer.
  const until = Date.now() + keepMilliseconds;
  const isActive = await introspect(token, signal);
  answers.delete(name);
  if (answers.size >= maxKept) {
    answers.delete(answers.keys().next().value);
  }
  answers.set(name, { isActive, until });
  return { deny: !isActive };
};

/**
 * The token, where the default `token_source` reads it. For another place, change this function. It returns only the token
 * that was verified: a request can have another one in a place that the function does not read.
 */
function tokenOf(request, claims) {
  const [value = "", ...others] = request?.header("Authorization") ?? [];
  const [, token, payload = ""] = /^Bearer +([\w-]+\.([\w-]+)\.[\w-]+)$/i.exec(value) ?? [];
  if (token === undefined || others.length > 0) {
    throw new Error(
      "the request has no token in Authorization: set per_request, and type REQUEST for a REST API",
    );
  }
  const decoded = JSON.parse(Buffer.from(payload, "base64url").toString());
  if (JSON.stringify(decoded) !== JSON.stringify(claims)) {
    throw new Error("the token in Authorization is not the one that was verified: change tokenOf");
  }
  return token;
}

/** Whether the provider says that the token is active. Any other answer than yes or no is an error, and so a 500. */
async function introspect(token, signal) {
  const { status, body } = await post(
    new URLSearchParams({ token, token_type_hint: "access_token" }),
    signal,
  );
  if (status !== 200) {
    if (status === 401) {
      // The secret may have been rotated: the next request reads it again.
      credentials = { value: undefined, until: 0 };
    }
    throw new Error("the introspection endpoint does not answer with status 200");
  }
  const { active } = JSON.parse(body);
  if (typeof active !== "boolean") {
    throw new TypeError("the answer of the introspection endpoint has no member active");
  }
  return active;
}

async function post(form, signal) {
  const headers = {
    authorization: await basicCredentials(signal),
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  return new Promise((resolve, reject) => {
    // A new connection each time: Lambda may have frozen the process until the provider closed the old one.
    const call = https.request(endpoint, { method: "POST", headers, agent: false, signal }, (response) => {
      readBody(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    call.on("error", reject);
    call.end(form.toString());
  });
}

async function readBody(response) {
  const chunks = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new RangeError("the answer of the introspection endpoint is too large");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** RFC 6749 section 2.3.1. The secret is a JSON object with `client_id` and `client_secret`. */
async function basicCredentials(abortSignal) {
  if (Date.now() >= credentials.until) {
    const command = new GetSecretValueCommand({ SecretId: INTROSPECTION_SECRET_ARN });
    const { SecretString: secret } = await secrets.send(command, { abortSignal });
    const { client_id: id, client_secret: password } = JSON.parse(secret);
    const pair = `${formEncoded(id)}:${formEncoded(password)}`;
    credentials = {
      value: `Basic ${Buffer.from(pair).toString("base64")}`,
      until: Date.now() + KEEP_CREDENTIALS_MILLISECONDS,
    };
  }
  return credentials.value;
}

function formEncoded(text) {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
