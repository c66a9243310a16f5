/**
 * Variables that a child process may inherit: how to find programs, the user's home, and how to reach the network
 * through a company's proxy. Nothing else is inherited, above all no AWS_* and TF_*: a profile on this machine must
 * never send an apply to a real account or change what a test does.
 */
const INHERITED = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LANG",
  "LC_ALL",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

/** An environment for a child process: names to values. */
export type Environment = Readonly<Record<string, string>>;

/** @returns the inherited variables that are set, and those whose name `also` accepts */
export function inheritedEnvironment(also: (name: string) => boolean = () => false): Environment {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (INHERITED.includes(entry[0]) || also(entry[0])),
  );
  return Object.fromEntries(entries);
}
