import { beforeAll, expect, test, vi } from "vitest";
import { FetchError, fetchJson } from "../../src/keys/fetch-json.ts";
import { duringTest } from "../support/during-test.ts";
import { answering, createIdentity, type Identity, serveTls } from "../support/tls-server.ts";

const KEYS = { keys: [] };

let identity: Identity;
let stranger: Identity;

beforeAll(async () => {
  identity = await createIdentity();
  stranger = await createIdentity();
});

const fetchFrom = (url: string, ca: string | undefined): Promise<unknown> =>
  fetchJson(url, { ca, signal: AbortSignal.timeout(20_000) }).then(({ document }) => document);

test("a certificate of the configured authority is accepted", async () => {
  const { url } = await duringTest(serveTls(identity, answering(KEYS)));
  expect(await fetchFrom(url, identity.caCertificatesPem)).toEqual(KEYS);
});

test("a certificate of another authority is refused, even if the authorities have the same name", async () => {
  const { url, requests } = await duringTest(serveTls(stranger, answering(KEYS)));
  await expect(fetchFrom(url, identity.caCertificatesPem)).rejects.toThrow(
    new FetchError("CERT_SIGNATURE_FAILURE"),
  );
  expect(requests()).toBe(0);
});

test("a certificate of a private authority is refused if only public authorities are trusted", async () => {
  const { url, requests } = await duringTest(serveTls(identity, answering(KEYS)));
  await expect(fetchFrom(url, undefined)).rejects.toThrow(new FetchError("UNABLE_TO_VERIFY_LEAF_SIGNATURE"));
  expect(requests()).toBe(0);
});

test("a certificate for another name is refused", async () => {
  const other = await createIdentity(["login.example.com"]);
  const { url, requests } = await duringTest(serveTls(other, answering(KEYS)));
  await expect(fetchFrom(url, other.caCertificatesPem)).rejects.toThrow(
    new FetchError("ERR_TLS_CERT_ALTNAME_INVALID"),
  );
  expect(requests()).toBe(0);
});

test("an expired certificate is refused", async () => {
  const expired = await createIdentity(undefined, true);
  const { url, requests } = await duringTest(serveTls(expired, answering(KEYS)));
  await expect(fetchFrom(url, expired.caCertificatesPem)).rejects.toThrow(new FetchError("CERT_HAS_EXPIRED"));
  expect(requests()).toBe(0);
});

test("a certificate is verified even if the environment turns verification off", async () => {
  const { url, requests } = await duringTest(serveTls(stranger, answering(KEYS)));
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  try {
    await expect(fetchFrom(url, identity.caCertificatesPem)).rejects.toThrow(
      new FetchError("CERT_SIGNATURE_FAILURE"),
    );
    expect(requests()).toBe(0);
  } finally {
    vi.unstubAllEnvs();
    warn.mockRestore();
  }
});
