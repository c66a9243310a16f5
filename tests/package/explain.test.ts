import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validDocument } from "../../lambda/tests/support/configuration.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "../../lambda/tests/support/keys.ts";
import {
  answering,
  createIdentity,
  type Identity,
  serveTls,
  type TestServer,
} from "../../lambda/tests/support/tls-server.ts";
import { mintToken, validClaims } from "../../lambda/tests/support/tokens.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { refusals } from "./explain-refusals.ts";

const RULES = [
  { methods: ["GET"], paths: ["/orders/*"], scopes: ["orders:read"] },
  { methods: ["DELETE"], paths: ["/orders/*"], scopes: ["orders:delete"] },
];
const key = createSigningKey("ES256");
const stranger = { ...createSigningKey("ES256"), kid: key.kid };
const nowSeconds = Math.floor(Date.now() / 1000);
const token = (claims: Json = {}, signer = key): string =>
  mintToken(signer, { claims: { ...validClaims(nowSeconds), scope: "orders:read", ...claims } });

const directory = createTemporaryDirectory("explain");
const outputs = join(directory.path, "outputs.json");
let identity: Identity;
let server: TestServer;

beforeAll(async () => {
  await execa("npm", ["run", "prepare"], { cwd: repositoryRoot });
  identity = await createIdentity();
  server = await serveTls(identity, answering(jwks(key)));
  await writeFile(outputs, outputsFor(server));
}, 60_000);

/** The output of `terraform output -json` for an issuer with this endpoint. */
function outputsFor({ url }: TestServer): string {
  const issuer = { jwks_url: `${url}/jwks.json`, ca_certificates_pem: identity.caCertificatesPem.trim() };
  const value = JSON.stringify(validDocument({ top: { rules: RULES }, issuer }));
  return JSON.stringify({ configuration: { sensitive: false, type: "string", value } });
}

afterAll(async () => {
  await server.close();
  await directory.remove();
});

const run = (args: readonly string[], input = "") =>
  execa(process.execPath, [join(repositoryRoot, "dist/explain/main.js"), ...args], {
    reject: false,
    all: true,
    input,
    // npm sets INIT_CWD for the tests. Remove it, as if the user ran the command without npm.
    env: { INIT_CWD: undefined, NO_COLOR: undefined },
  });

/** Evaluates an expression with the Terraform files in the directory. */
async function evaluateHcl(expression: string): Promise<unknown> {
  const input = `jsonencode(${expression})`;
  const { stdout } = await execa("terraform", ["console"], { cwd: directory.path, input });
  return JSON.parse(JSON.parse(stdout));
}

describe("explain", () => {
  test("reads the token from stdin and warns that its claims may be forged", async () => {
    const { stdout, exitCode } = await run(
      ["--configuration", outputs, "GET /orders/1", "DELETE /orders/1"],
      `Bearer ${token()}`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("not checked: the claims may be forged");
    expect(stdout).toMatch(/GET \/orders\/1 +│ allow +│ allowed by rules\[0\]/);
    expect(stdout).toMatch(/DELETE \/orders\/1 +│ deny, 403 +│ rules_not_satisfied/);
    expect(stdout).toContain(
      'rules[1] would allow it: needs one of the scopes "orders:delete"; the token has "orders:read"',
    );
    expect(server.requests()).toBe(0);
  });

  test("prints JSON for programs with --json", async () => {
    const args = [
      "--configuration",
      outputs,
      "--json",
      "--claims",
      '{"scope":"orders:delete"}',
      "GET /orders/1",
    ];
    expect(JSON.parse((await run(args)).stdout)).toMatchObject({
      token: { signature: "not_checked", trusted_issuer: null, refusal: null },
      rules: [
        { index: 0, is_satisfied: false },
        { index: 1, is_satisfied: true, unmet: [] },
      ],
      policy: { Version: "2012-10-17" },
      policy_bytes: expect.any(Number),
      requests: [{ request: "GET /orders/1", status: 403, reason: "rules_not_satisfied", rules: [0] }],
      notes: [],
    });
  });

  test.each([
    ["a good token", () => token(), "valid", null, 200],
    ["a token signed with a different key", () => token({}, stranger), "not_valid", "signature_invalid", 401],
    ["an expired token", () => token({ exp: nowSeconds - 60 }), "valid", "token_expired", 401],
    ["a token of another issuer", () => token({ iss: "https://b/" }), "not_reached", "issuer_unknown", 401],
  ])(
    "with --verify, checks the signature of %s with the issuer's keys",
    async (_name, mint, signature, reason, status) => {
      const args = ["--configuration", outputs, "--verify", "--json", "GET /orders/1"];
      const { stdout } = await run(args, mint());
      const { token: explained, requests } = JSON.parse(stdout);
      expect({ signature: explained.signature, reason: explained.refusal?.reason ?? null }).toEqual({
        signature,
        reason,
      });
      expect(requests[0].status).toBe(status);
    },
  );

  describe("with --verify and a key set with skipped keys", () => {
    const skippedKeys = ["one", "two"].map((kid) => publicJwk(key, { kid, crv: "P-999" }));
    const others = [publicJwk(createSigningKey("RS256"), { kid: "other" }), publicJwk(key, { kid: "KEY-1" })];
    let odd: TestServer;
    const file = join(directory.path, "odd.json");

    beforeAll(async () => {
      odd = await serveTls(identity, answering({ keys: [...skippedKeys, ...others, publicJwk(key)] }));
      await writeFile(file, outputsFor(odd));
    });
    afterAll(() => odd.close());

    const verify = (text: string, ...more: readonly string[]) =>
      run(["--configuration", file, "--verify", "GET /orders/1", ...more], text);

    test("prints what the log would say as a note of the explanation, and nothing else", async () => {
      const note = /keys of trusted issuer default were skipped: .* \(2 keys\)/;
      const { stdout, stderr } = await verify(token());
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^Signature {2}valid/);
      expect(stdout).toMatch(note);
      const json = await verify(token(), "--json");
      expect(json.stderr).toBe("");
      expect(JSON.parse(json.stdout).notes).toEqual([expect.stringMatching(note)]);
    });

    test.each([
      [
        "key-1",
        'kid is "key-1", alg is "ES256"; the key set has "one" (EC, P-999, ES256, sig), "two" (',
        true,
      ],
      ["key-1", '; "KEY-1" differs only by upper and lower case', true],
      [
        "other",
        `kid is "other"; the key set has it, but the key can't verify alg "ES256": "other" (RSA, RS256, sig)`,
        true,
      ],
      [
        key.kid,
        `kid is "${key.kid}"; the signature does not verify with this key: "${key.kid}" (EC, P-256, ES256, sig)`,
        false,
      ],
    ])("compares the key id %s with the key set: %s", async (kid, values, isUnknown) => {
      const text = mintToken(stranger, { header: { kid }, claims: { ...validClaims(nowSeconds), exp: 1 } });
      const { faults, refusal } = JSON.parse((await verify(text, "--json")).stdout).token;
      const reason = isUnknown ? "key_unknown" : "signature_invalid";
      expect(refusal).toMatchObject({ status: 401, reason });
      expect(faults).toMatchObject([{ reason }, { reason: "token_expired" }]);
      expect(faults[0].values).toContain(values);
    });
  });

  test("exits with 2 and one line if a signature can't be checked because keys can't be fetched", async () => {
    const { configuration } = JSON.parse(await readFile(outputs, "utf8"));
    const file = join(directory.path, "unreachable.json");
    await writeFile(file, configuration.value.replaceAll(server.url, "https://127.0.0.1:1"));
    const { stdout, stderr, exitCode } = await run(
      ["--configuration", file, "--verify", "GET /orders/1"],
      token(),
    );
    expect([stdout, exitCode]).toEqual(["", 2]);
    expect(stderr).toMatch(
      /^the signature can't be checked because the issuer's keys can't be fetched \(.*ECONNREFUSED.*\): run explain where/,
    );
    expect(stderr.split("\n")).toHaveLength(1);
  });

  test("gives the same status as the authorizer, also when tokens that can never become valid get a 403", async () => {
    const { configuration } = JSON.parse(await readFile(outputs, "utf8"));
    const document = { ...JSON.parse(configuration.value), invalid_token_response: "deny" };
    const file = join(directory.path, "deny.json");
    await writeFile(file, JSON.stringify(document));
    const statusOf = async (text: string): Promise<unknown> =>
      JSON.parse((await run(["--configuration", file, "--verify", "--json"], text)).stdout).token.refusal
        ?.status;
    const withoutKid = mintToken(stranger, { header: { kid: undefined }, claims: validClaims(nowSeconds) });
    const statuses = [token(), token({ aud: "x" }), token({ exp: 1 }), token({}, stranger), withoutKid].map(
      statusOf,
    );
    // Without a key id, a key published later may fit: the refusal is not final, so the status is 401.
    expect(await Promise.all(statuses)).toEqual([undefined, 403, 401, 403, 401]);
  });

  test("prints no control characters in its JSON", async () => {
    const claims = JSON.stringify({ scope: "a31m\u202eb", tenant: "x\u009b31m" });
    const { stdout } = await run(["--configuration", outputs, "--json", "--claims", claims]);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.stringify(JSON.parse(stdout))).toContain("31m");
  });

  test("prints the matrix and writes it as an HTML page", async () => {
    const claims = join(directory.path, "clerk.json");
    const html = join(directory.path, "matrix.html");
    await writeFile(claims, '{"scope":"orders:read"}');
    const args = [
      "--configuration",
      outputs,
      "--matrix",
      "--claims",
      claims,
      "--claims",
      "{}",
      "--html",
      html,
    ];
    const { stdout } = await run(args);
    expect(stdout).toMatch(/│ method +│ path +│ clerk +│ claims 2 +│/);
    expect(stdout).toMatch(/│ GET +│ \/orders\/\* +│ allow +│ deny +│/);
    expect(await readFile(html, "utf8")).toContain('<td class="allow">allow</td>');
  });

  test.each(refusals(outputs))("exits with 2 and one line for %s", async (_name, args, message) => {
    const { stderr, stdout, exitCode } = await run(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(1);
  });

  test("never prints a token that was passed in the wrong place", async () => {
    const misplaced = token();
    for (const args of [
      ["--token", misplaced],
      ["--claims", misplaced],
      ["--claims", "{}", misplaced],
      ["--output", misplaced, "--claims", "{}"],
    ]) {
      const { all } = await run(["--configuration", outputs, ...args]);
      expect(all).not.toContain(misplaced.slice(0, 20));
    }
    const { all } = await run(["--configuration", outputs, "--token", misplaced]);
    expect(all).toMatch(/^--token can't be read \(.*give the name of a file that contains the token/);
  });

  test("prints the output that docs/testing-rules.md shows for its rules", async () => {
    const page = await readFile(join(repositoryRoot, "docs/testing-rules.md"), "utf8");
    const hcl = /```hcl\n(rules = .*?)```/s.exec(page)?.[1] ?? "";
    await writeFile(join(directory.path, "rules.tf"), `locals {\n${hcl}\n}\n`);
    const rules = await evaluateHcl("local.rules");
    const [, claims = "", request = "", transcript = ""] =
      /explain -- .*? --claims '(.*?)' "(.*?)"\n(.*?)\n…\n```/s.exec(page) ?? [];
    const configuration = join(directory.path, "rules.json");
    await writeFile(configuration, JSON.stringify(validDocument({ top: { rules } })));
    const { stdout } = await run(["--configuration", configuration, "--claims", claims, request]);
    expect(transcript).not.toBe("");
    expect(stdout.slice(0, transcript.length)).toBe(transcript);
  });

  test("resolves file names relative to the directory in which npm was called", async () => {
    const args = ["run", "--silent", "--prefix", repositoryRoot, "explain", "--"];
    const options = ["--configuration", "outputs.json", "--claims", "{}", "GET /orders/1"];
    const { stdout } = await execa("npm", [...args, ...options], { cwd: directory.path });
    expect(stdout).toContain("rules_not_satisfied");
  });

  test("shows its usage", async () => {
    const { stdout } = await run(["--help"]);
    expect(stdout).toMatch(/^Explains what a token may call/);
    expect(stdout).toContain("Custom logic is never run");
  });
});
