import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AuthorizerResponse, createAuthorizer, type SelfCheckEvent } from "../src/package.ts";
import { type Handler, startAuthorizer } from "../src/start.ts";
import { type DocumentChanges, validDocument } from "./support/configuration.ts";
import { dpopTop } from "./support/dpop.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, jwks } from "./support/keys.ts";
import { ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const layer = mkdtempSync(join(tmpdir(), "layer-"));
const lines: string[] = [];
const dependencies = {
  now: () => NOW_SECONDS * 1000,
  fetchJson: async () => ({ document: jwks(key) }),
  write: (line: string) => void lines.push(line),
};
const event = restRequestEvent(bearer(mintToken(key)));
const documentFor = (module: string | null): string =>
  JSON.stringify(
    validDocument({
      top: { extension: { module, per_request: false, context_keys: null, timeout_milliseconds: 5_000 } },
    }),
  );

beforeAll(async () => {
  const packages = {
    logic: "exports.authorize = ({ claims }) => ({ deny: claims.sub === 'user-1' });",
    "@acme/logic": "exports.authorize = async () => ({});",
    broken: "throw new Error('no database');",
    silent: "exports.authorise = () => ({ deny: true });",
    callable: "module.exports = () => ({ deny: true });",
  };
  for (const [name, code] of Object.entries(packages)) {
    const directory = join(layer, "node_modules", name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "index.js"), code);
  }
});

afterAll(() => rmSync(layer, { recursive: true }));

/** Starts like the runtime, which finds packages of a layer by `require`. */
const start = (document: string, authorize?: Parameters<typeof startAuthorizer>[0]["authorize"]) =>
  startAuthorizer({
    document,
    authorize,
    dependencies,
    requireModule: createRequire(join(layer, "index.js")),
  });

const answerOf = (handler: Handler) => handler(event) as Promise<AuthorizerResponse>;

describe("custom logic", () => {
  test.each([
    ["logic", "Deny"],
    ["@acme/logic", "Allow"],
  ])("in a layer is the export authorize of the package: %s answers %s", async (module, effect) => {
    const { policyDocument } = await answerOf(start(documentFor(module)));
    expect(policyDocument.Statement.map(({ Effect }) => Effect)).toEqual([effect]);
  });

  test.each([
    ["missing", /Cannot find module 'missing'/],
    ["broken", /no database/],
    ["silent", /the extension's package silent must export a function authorize/],
    ["callable", /must export a function authorize/],
  ])("in a layer that can't be loaded stops the start: %s", (module, message) => {
    expect(() => start(documentFor(module))).toThrow(message);
  });

  test("can't be both in a layer and in the zip", () => {
    expect(() => start(documentFor("logic"), () => ({}))).toThrow(
      /extension\.module must not be set, because this zip contains the logic/,
    );
  });

  test("must be in the zip if the configuration names no package", async () => {
    expect(() => start(documentFor(null))).toThrow(/extension\.module must name the package/);
    const { policyDocument } = await answerOf(start(documentFor(null), () => ({ deny: true })));
    expect(policyDocument.Statement).toMatchObject([{ Effect: "Deny" }]);
  });
});

describe("the AWS SDK", () => {
  const revocation = { table: "orders-revocations", cache_ttl_seconds: 30, fail: "closed" };
  /** Without a table of used proofs, and with one. */
  const withProofs = { issuer: { dpop_bound_tokens: "optional" }, top: dpopTop() };
  const replay_table_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs";
  const withTable = { ...withProofs, top: dpopTop({ replay_table_arn }) };
  const loadedBy = async (changes: DocumentChanges): Promise<readonly string[]> => {
    const loaded: string[] = [];
    const handler = startAuthorizer({
      document: JSON.stringify(validDocument(changes)),
      requireModule: (name) => void loaded.push(name),
      dependencies: { ...dependencies, readRevocations: async () => ({ Responses: {} }) },
    });
    await answerOf(handler);
    return loaded;
  };

  test.each<[string, DocumentChanges]>([
    ["revocation", { top: { revocation } }],
    ["a table of used proofs", withTable],
  ])("is loaded at the start with %s, so that no request waits for it", async (_title, changes) => {
    expect(await loadedBy(changes)).toEqual(["@aws-sdk/client-dynamodb"]);
    const requireModule = (name: string): never => {
      throw new Error(`Cannot find module '${name}'`);
    };
    const document = JSON.stringify(validDocument(changes));
    expect(() => startAuthorizer({ document, requireModule, dependencies })).toThrow("client-dynamodb");
  });

  test("is never loaded without a table", async () => {
    expect(await loadedBy({})).toEqual([]);
    expect(await loadedBy(withProofs)).toEqual([]);
  });
});

describe("the proxy", () => {
  test.each([
    [undefined, undefined],
    ["http://proxy.example.com:3128", "http://proxy.example.com:3128"],
  ])(
    "https_proxy_url = %j is the proxy of the discovery document and of the key set",
    async (url, proxyUrl) => {
      const fetches: unknown[] = [];
      const handler = startAuthorizer({
        document: JSON.stringify(
          validDocument({ issuer: { jwks_url: null }, top: { https_proxy_url: url } }),
        ),
        requireModule: () => undefined,
        dependencies: {
          ...dependencies,
          fetchJson: async (fetched, options) => {
            fetches.push([fetched, options.proxyUrl]);
            return { document: { issuer: ISSUER, jwks_uri: "https://login.example.com/keys", ...jwks(key) } };
          },
        },
      });
      await answerOf(handler);
      expect(fetches).toEqual([
        ["https://login.example.com/.well-known/openid-configuration", proxyUrl],
        ["https://login.example.com/keys", proxyUrl],
      ]);
    },
  );
});

describe("createAuthorizer", () => {
  test("makes a handler with the caller's custom logic", async () => {
    const handler = createAuthorizer({
      configuration: JSON.stringify(validDocument()),
      authorize: ({ claims }) => ({ deny: claims["sub"] === "user-1" }),
      dependencies,
    });
    expect(await handler(event)).toMatchObject({
      principalId: "user-1",
      policyDocument: { Statement: [{ Effect: "Deny" }] },
    });
    await expect(handler(restRequestEvent({}))).rejects.toThrow(/^Unauthorized$/);
  });

  test("makes a handler that answers a self-check", async () => {
    const handler = createAuthorizer({ configuration: JSON.stringify(validDocument()), dependencies });
    expect(await handler({ self_check: {} } satisfies SelfCheckEvent)).toMatchObject({
      self_check: { trusted_issuers: { default: [{ state: "fresh" }] } },
    });
  });

  test("reads the configuration that the module writes into the environment", async () => {
    process.env["AUTHORIZER_CONFIG"] = JSON.stringify(validDocument());
    try {
      expect(await createAuthorizer({ dependencies })(event)).toMatchObject({ principalId: "user-1" });
    } finally {
      delete process.env["AUTHORIZER_CONFIG"];
    }
    expect(() => createAuthorizer({ dependencies })).toThrow(/AUTHORIZER_CONFIG can't be used/);
  });
});
