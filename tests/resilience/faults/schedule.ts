/** What happens during a part of the run. */
export interface Phase {
  readonly title: string;
  readonly minutes: number;
  readonly provider:
    | "sound"
    | "slow"
    | "refuses"
    | "resets"
    | "garbage"
    | "empty"
    | "hangs"
    | "impostor"
    | "foreign";
  /** What happens to the provider's signing keys at the begin. `replace` adds a key and withdraws all others. */
  readonly keys?: "add" | "withdraw" | "replace";
  /** Whether no token names an unknown key: each such token makes the function fetch keys before their TTL is over. */
  readonly hasKnownKeysOnly?: boolean;
  /** Whether the process is stopped (SIGSTOP) after each answer. */
  readonly isFrozen?: boolean;
  /** Whether another instance starts, which has seed keys. It ends with the phase. */
  readonly hasSeededInstance?: boolean;
}

const pause = (minutes = 4): Phase => ({ title: "sound", minutes, provider: "sound" });

/** All phases, two and a half hours. An outage of up to 15 minutes is within the stale bound of the run. */
export const SCHEDULE: readonly Phase[] = [
  pause(6),
  { title: "slow", minutes: 6, provider: "slow" },
  pause(),
  { title: "down", minutes: 14, provider: "refuses", hasSeededInstance: true },
  pause(),
  { title: "connection reset", minutes: 6, provider: "resets" },
  pause(),
  { title: "garbage", minutes: 10, provider: "garbage" },
  pause(),
  { title: "empty set", minutes: 6, provider: "empty" },
  pause(),
  { title: "new key", minutes: 3, provider: "sound", keys: "add" },
  { title: "old key withdrawn", minutes: 4, provider: "sound", keys: "withdraw", hasKnownKeysOnly: true },
  { title: "key replaced", minutes: 4, provider: "sound", keys: "replace" },
  { title: "another provider's keys", minutes: 5, provider: "foreign" },
  pause(),
  { title: "impostor", minutes: 8, provider: "impostor" },
  pause(),
  { title: "hangs", minutes: 6, provider: "hangs" },
  pause(),
  { title: "process frozen", minutes: 12, provider: "slow", isFrozen: true },
  pause(),
  { title: "key replaced, then down", minutes: 22, provider: "refuses", keys: "replace" },
  pause(6),
];
