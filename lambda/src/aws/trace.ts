import { randomBytes } from "node:crypto";
import type { TraceFetch } from "../keys/key-source.js";

/** A sampled trace, and the segment of the invocation in it. */
interface Trace {
  readonly trace_id: string;
  readonly parent_id: string;
}

/** The address of the X-Ray daemon. */
interface Daemon {
  readonly host: string;
  readonly port: number;
}

/** The first line of each datagram to the daemon. */
const DATAGRAM_HEADER = '{"format":"json","version":1}\n';
const MAX_NAME_CHARACTERS = 200;

/**
 * Makes what reports fetches of keys to X-Ray, as subsegments of the invocations that they belong to. It speaks the
 * daemon's protocol itself, because the bundle depends on nothing but jose. Nothing is loaded or sent unless Lambda has
 * sampled the invocation.
 *
 * @param now milliseconds since the epoch
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function createFetchTracer(now: () => number): TraceFetch {
  return (trustedIssuer) => {
    const header = currentHeader();
    const startedAt = now();
    return (reason) => {
      // A fetch that began before the first invocation belongs to the one that waits for it.
      const trace = traceIn(header ?? currentHeader());
      const daemon = daemonIn(process.env["AWS_XRAY_DAEMON_ADDRESS"]);
      if (trace !== undefined && daemon !== undefined) {
        const subsegment = {
          name: nameOf(trustedIssuer),
          id: newId(),
          ...trace,
          type: "subsegment",
          namespace: "remote",
          start_time: startedAt / 1000,
          end_time: now() / 1000,
          ...(reason === undefined ? {} : failureOf(reason)),
        };
        send(DATAGRAM_HEADER + JSON.stringify(subsegment), daemon);
      }
    };
  };
}

/** The trace of the running invocation. The runtime sets it for each; before the first, there is none. */
function currentHeader(): string | undefined {
  return process.env["_X_AMZN_TRACE_ID"];
}

/** Callers of the API can send a part of the header, so it is read strictly. */
function traceIn(header = ""): Trace | undefined {
  const trace_id = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(header)?.[1];
  const parent_id = /(?:^|;)Parent=([0-9a-f]{16})(?:;|$)/.exec(header)?.[1];
  const isSampled = /(?:^|;)Sampled=1(?:;|$)/.test(header);
  return isSampled && trace_id !== undefined && parent_id !== undefined ? { trace_id, parent_id } : undefined;
}

/** Only IP addresses, as Lambda sets them: a name would have to be resolved. */
function daemonIn(address: string | undefined): Daemon | undefined {
  const [, host = "", port = ""] =
    /^\[?([0-9.]{7,15}|[0-9A-Fa-f:.]{0,39}:[0-9A-Fa-f:.]{0,39})\]?:([0-9]{1,5})$/.exec(address ?? "") ?? [];
  return host !== "" && Number(port) > 0 && Number(port) < 65_536 ? { host, port: Number(port) } : undefined;
}

/**
 * X-Ray accepts few other characters in a name. Terraform allows no others in the key of an issuer. Without classes of
 * Unicode, which cost 0.3 ms of each cold start even if the function is never called.
 */
function nameOf(trustedIssuer: string): string {
  return `keys of ${trustedIssuer.replace(/[^A-Za-z0-9_-]/g, "_")}`.slice(0, MAX_NAME_CHARACTERS);
}

/** An `error` is an answer with a status of 400 to 499, anything else is a `fault`. */
function failureOf(reason: string) {
  const flag = /\bstatus 4[0-9]{2}$/.test(reason) ? { error: true } : { fault: true };
  const exception = { id: newId(), type: "FetchError", message: reason, remote: true };
  return { ...flag, cause: { exceptions: [exception] } };
}

function newId(): string {
  return randomBytes(8).toString("hex");
}

/** A lost datagram is a subsegment that is missing in the trace, and nothing else: no error may reach the fetch. */
function send(datagram: string, { host, port }: Daemon): void {
  try {
    const { createSocket } = process.getBuiltinModule("node:dgram");
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    let isOpen = true;
    // To close a socket twice throws, also outside of this block.
    const close = (): void => {
      if (isOpen) {
        isOpen = false;
        socket.close();
      }
    };
    socket.on("error", close);
    socket.send(datagram, port, host, close);
  } catch {
    // No socket, such as with too many open files.
  }
}
