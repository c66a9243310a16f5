// The dependency injection of x509 needs this polyfill, and it must be loaded first.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface ServerCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The properties of a server's certificate. */
export interface ServerCertificateOptions {
  readonly hosts: readonly string[];
  /** Whether the certificate expired a day ago. Default false. */
  readonly isExpired?: boolean;
}

/** A certificate authority that exists only in memory. */
export interface CertificateAuthority {
  /** The certificate that a client must trust, PEM. */
  readonly certificatePem: string;
  /** @param hosts the DNS names and IP addresses (IPv6 without brackets) under which the server is called */
  issueServerCertificate(options: ServerCertificateOptions): Promise<ServerCertificate>;
}

const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
const NAME = "CN=jwt-authorizer test CA";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Makes a certificate authority with a new ECDSA P-256 key. Its certificates are valid for one day. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: NAME,
    keys,
    signingAlgorithm: SIGNATURE,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificatePem: certificate.toString("pem"),
    issueServerCertificate: (options) => issueServerCertificate(certificate, keys.privateKey, options),
  };
}

async function issueServerCertificate(
  authority: X509Certificate,
  signingKey: webcrypto.CryptoKey,
  { hosts, isExpired = false }: ServerCertificateOptions,
): Promise<ServerCertificate> {
  const keys = await generateKeys();
  const names = hosts.map((value) => ({
    type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const),
    value,
  }));
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=jwt-authorizer test server",
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: SIGNATURE,
    ...validity(isExpired ? 2 * DAY : 0),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
    ],
  });
  const privateKey = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificatePem: certificate.toString("pem"),
    privateKeyPem: PemConverter.encode(privateKey, "PRIVATE KEY"),
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
}

/** Starts a minute ago: clocks of virtual machines may be slow. @param earlier shifts it back, in milliseconds */
function validity(earlier = 0): { notBefore: Date; notAfter: Date } {
  const now = Date.now() - earlier;
  return { notBefore: new Date(now - MINUTE), notAfter: new Date(now + DAY) };
}
