import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { ConfigError } from "../../src/config/configuration.ts";
import type { AuthorizerResponse } from "../../src/gateway/response.ts";
import { isJsonObject } from "../../src/json.ts";
import { validDocument } from "../support/configuration.ts";
import { bearer, EVENT_OF, type Shape } from "../support/events.ts";
import { createSigningKey, publicJwk } from "../support/keys.ts";
import {
  AUDIENCE,
  hasNullTime,
  ISSUER,
  mintToken,
  NOW_SECONDS,
  signRaw,
  validClaims,
} from "../support/tokens.ts";
import { mutateText, mutateValue, type Random, repeatedly } from "./mutator.ts";

/** An authorizer under test: from source or from the bundle. */
export interface Fuzzed {
  /**
   * @param document the configuration, valid or not; every error except a ConfigError is a finding
   * @param keySet the answer of the issuer's endpoint
   */
  readonly load: (document: string, keySet: unknown) => (event: unknown) => Promise<AuthorizerResponse>;
}

/** One kind of input that is broken on purpose. */
export interface Subject {
  readonly name: string;
  /** Runs one case. @returns whether the input was accepted; it rejects with a finding */
  readonly run: (fuzzed: Fuzzed, random: Random) => Promise<boolean>;
}

const rsa = createSigningKey("RS256", "rsa");
const ec = createSigningKey("ES256", "ec");
const ed = createSigningKey("EdDSA", "ed");
const stranger = createSigningKey("ES256", "ec");
const KEY_SET = { keys: [publicJwk(rsa, { alg: undefined }), publicJwk(ec), publicJwk(ed)] };
const SHAPES: readonly Shape[] = ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0", "WebSocket"];
const RULES = [
  { methods: ["GET"], paths: ["/orders", "/orders/*"], any_token: true },
  { paths: ["/tenants/{tenant}/*", "$connect"] },
  { effect: "deny", paths: ["/*"], claims: [{ name: "suspended", any: [true] }] },
];
const DOCUMENT = JSON.stringify(
  validDocument({
    top: {
      rules: RULES,
      claims_to_context: { t: "tenant" },
      apis: { billing: { id: "xyz987", audience: ["https://billing.example.com"] } },
    },
  }),
);
const CLAIMS = { ...validClaims(), scope: "a b", tenant: "acme", realm_access: { roles: ["x"] } };
const TOKENS = [rsa, ec, ed].map((key) => mintToken(key, { claims: CLAIMS }));

/** Loaded once for each target, because most subjects use the valid configuration. */
const validAuthorizers = new WeakMap<Fuzzed, ReturnType<Fuzzed["load"]>>();
function authorizeOf(fuzzed: Fuzzed): ReturnType<Fuzzed["load"]> {
  const authorize = validAuthorizers.get(fuzzed) ?? fuzzed.load(DOCUMENT, KEY_SET);
  validAuthorizers.set(fuzzed, authorize);
  return authorize;
}

/** Returns the response, or undefined for one of the two errors that the handler may throw. Any other is a finding. */
export async function decided(
  authorize: ReturnType<Fuzzed["load"]>,
  event: unknown,
): Promise<AuthorizerResponse | undefined> {
  try {
    return await authorize(event);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/^(Unauthorized|The authorizer could not decide; its log says why)$/.test(message)) {
      throw error;
    }
    return undefined;
  }
}

/** Whether a response allows anything. */
export const allows = (response: AuthorizerResponse | undefined): response is AuthorizerResponse =>
  response?.policyDocument.Statement.some(({ Effect }) => Effect === "Allow") === true;

/** Whether jose accepts the token with one of the keys. It gets one key at a time: one broken key fails a whole set. */
async function joseAccepts(token: string, keySet: unknown): Promise<boolean> {
  const members: unknown = isJsonObject(keySet) ? keySet["keys"] : undefined;
  const accepted = (Array.isArray(members) ? members : []).map(async (member) => {
    const keys = createLocalJWKSet({ keys: [withoutEmptyMembers(member)] } as JSONWebKeySet);
    await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTolerance: 30,
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      currentDate: new Date(NOW_SECONDS * 1000),
    });
  });
  return (await Promise.allSettled(accepted)).some(({ status }) => status === "fulfilled");
}

/** Null, and a list of no operations, mean that a member is absent. jose refuses such a key. */
function withoutEmptyMembers(key: unknown): unknown {
  return isJsonObject(key)
    ? Object.fromEntries(
        Object.entries(key).filter(
          ([name, value]) =>
            value !== null && !(name === "key_ops" && Array.isArray(value) && value.length === 0),
        ),
      )
    : key;
}

/** A finding, with the input that reproduces it. */
export function finding(what: string, input: unknown): Error {
  return new Error(`${what}: ${JSON.stringify(input)?.slice(0, 4000)}`);
}

/** Tokens with broken text, or with broken JSON and a valid signature. */
const tokens: Subject = {
  name: "tokens",
  run: async (fuzzed, random) => {
    const key = random.pick([rsa, ec, ed]);
    const header = { typ: "at+jwt", alg: key.alg, kid: key.kid };
    const json = (value: unknown): string => JSON.stringify(value) ?? "";
    const token = random.pick<() => string>([
      () => repeatedly(random.pick(TOKENS), random, (text) => mutateText(text, random)),
      () =>
        signRaw(key, json(header), json(repeatedly<unknown>(CLAIMS, random, (v) => mutateValue(v, random)))),
      () =>
        signRaw(key, json(repeatedly<unknown>(header, random, (v) => mutateValue(v, random))), json(CLAIMS)),
      () =>
        signRaw(
          key,
          json(header),
          repeatedly(json(CLAIMS), random, (text) => mutateText(text, random)),
        ),
      () =>
        signRaw(
          key,
          repeatedly(json(header), random, (text) => mutateText(text, random)),
          json(CLAIMS),
        ),
      () => crossed(random),
    ])();
    const shape = random.pick(["REST TOKEN", "REST REQUEST", "HTTP 2.0"] as const);
    const response = await decided(authorizeOf(fuzzed), EVENT_OF[shape](bearer(token)));
    if (allows(response) && !hasNullTime(token) && !(await joseAccepts(token, KEY_SET))) {
      throw finding("the authorizer accepts a token that jose refuses", token);
    }
    return allows(response);
  },
};

/** A token that combines parts of several valid tokens. */
function crossed(random: Random): string {
  const part = (index: number): string => random.pick(TOKENS).split(".")[index] ?? "";
  return `${part(0)}.${part(1)}.${part(2)}`;
}

/** Events with a member that is missing, has another type or is in another place. */
const events: Subject = {
  name: "events",
  run: async (fuzzed, random) => {
    const token = random.pick(TOKENS);
    const shape = random.pick(SHAPES);
    const call = shape === "WebSocket" ? { query: { access_token: token } } : bearer(token);
    const event = repeatedly<unknown>(EVENT_OF[shape](call), random, (value) => mutateValue(value, random));
    const response = await decided(authorizeOf(fuzzed), event);
    if (!allows(response)) {
      return false;
    }
    const { methodArn, routeArn } = event as { methodArn?: string; routeArn?: string };
    const stageArn = /^arn:[^/]+\/[^/]+/.exec(String(routeArn ?? methodArn))?.[0];
    const resources = response.policyDocument.Statement.flatMap(({ Resource }) => Resource);
    if (
      !JSON.stringify(event).includes(token) ||
      !resources.every((each) => each.startsWith(`${stageArn}/`))
    ) {
      throw finding("the response allows something that is not in the event", event);
    }
    return true;
  },
};

/** Key sets with broken keys. The authorizer must refuse every token that jose refuses with the same key set. */
const keySets: Subject = {
  name: "key sets",
  run: async (fuzzed, random) => {
    const keySet = repeatedly<unknown>(KEY_SET, random, (value) => mutateValue(value, random));
    const authorize = fuzzed.load(DOCUMENT, keySet);
    const token = random.pick([...TOKENS, mintToken(stranger, { claims: CLAIMS })]);
    const response = await decided(authorize, EVENT_OF["REST REQUEST"](bearer(token)));
    if (allows(response) && !(await joseAccepts(token, keySet))) {
      throw finding("the authorizer accepts a token that jose refuses with the same key set", {
        token,
        keySet,
      });
    }
    return allows(response);
  },
};

/** Configurations with broken settings. Each is rejected, or still refuses a forged token. */
const configurations: Subject = {
  name: "configurations",
  run: async (fuzzed, random) => {
    const document =
      random.below(4) === 0
        ? repeatedly(DOCUMENT, random, (text) => mutateText(text, random))
        : JSON.stringify(
            repeatedly<unknown>(JSON.parse(DOCUMENT), random, (value) => mutateValue(value, random)),
          );
    let authorize: ReturnType<Fuzzed["load"]>;
    try {
      authorize = fuzzed.load(document, KEY_SET);
    } catch (error) {
      if (error instanceof Error && error.name === new ConfigError([]).name) {
        return false;
      }
      throw finding(`an error other than a ConfigError rejects a configuration: ${error}`, document);
    }
    const forged = mintToken(stranger, { claims: CLAIMS });
    const call = { headers: { Authorization: `Bearer ${forged}` }, cookies: [`Authorization=${forged}`] };
    for (const shape of ["REST REQUEST", "HTTP 2.0"] as const) {
      if (allows(await decided(authorize, EVENT_OF[shape](call)))) {
        throw finding("the authorizer accepts a forged token", document);
      }
    }
    const good = EVENT_OF["REST REQUEST"](bearer(random.pick(TOKENS)));
    return allows(await decided(authorize, good));
  },
};

export const SUBJECTS: readonly Subject[] = [tokens, events, keySets, configurations];
