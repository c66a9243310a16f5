import { describe, expect, test } from "vitest";
import { createRandom } from "../support/random.ts";
import { createEndpoint } from "./endpoint.ts";
import { createEventQueue } from "./event-queue.ts";
import { simulate } from "./scenario.ts";
import { createWorld, type Process } from "./world.ts";

const scenario = {
  ...{ instances: 50, hasSeeds: false, minutes: 12, intervalSeconds: 20, capacityPerSecond: 1000, seed: 1 },
};

describe("the simulated endpoint", () => {
  test("counts every fetch, also one that is rejected or that nobody waits for", async () => {
    const world = createWorld(0);
    try {
      const endpoint = createEndpoint(world, createRandom(1), {
        document: { keys: [] },
        capacityPerSecond: 2,
      });
      const outcomes: string[] = [];
      const controllers = Array.from({ length: 5 }, () => new AbortController());
      const process: Process = { isAwake: true, due: [] };
      world.at(500, () =>
        world.runIn(process, () => {
          for (const { signal } of controllers) {
            endpoint
              .fetchFrom(process)("", { ca: undefined, signal })
              .then(
                () => outcomes.push("answered"),
                ({ message }: Error) => outcomes.push(message),
              );
          }
          controllers[4]?.abort();
        }),
      );
      await world.runUntil(2000);
      expect(outcomes.sort()).toEqual([
        ...["answered", "answered", "deadline exceeded", "status 503", "status 503"],
      ]);
      expect([endpoint.fetches(), endpoint.answered(), endpoint.rejected()]).toEqual([5, 2, 2]);
      expect(endpoint.perSecond).toEqual([5]);
    } finally {
      world.restore();
    }
  });

  test("is asked once by each instance before the first refresh, and again at each refresh", async () => {
    const { fetchesAtFirst, fetches, answered, requests, perSecond } = await simulate(scenario);
    expect(fetchesAtFirst).toBe(50);
    expect(answered).toBeGreaterThanOrEqual(100);
    expect(fetches).toBe(perSecond.reduce((total, number) => total + number, 0));
    expect(requests.refused).toBe(0);
  });
});

describe("a simulation", () => {
  test("is the same for the same seed, and another for another", async () => {
    const [first, second, other] = [
      await simulate(scenario),
      await simulate(scenario),
      await simulate({ ...scenario, seed: 2 }),
    ];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("counts refused requests: without seed keys while the endpoint is down, and none with them", async () => {
    const down = { ...scenario, minutes: 2, outage: { from: 0, to: 2 } };
    const { requests } = await simulate(down);
    expect(requests.refused).toBe(requests.requests);
    expect(requests.firstWaited).toBe(50);
    const seeded = (await simulate({ ...down, hasSeeds: true })).requests;
    expect([seeded.refused, seeded.firstWaited]).toEqual([0, 0]);
  });
});

test("a frozen process notices nothing until it thaws, and then in order", async () => {
  const world = createWorld(0);
  const process: Process = { isAwake: false, due: [] };
  const noticed: string[] = [];
  try {
    world.runIn(process, () => setTimeout(() => noticed.push(`timer at ${world.now()}`), 100));
    world.noticeAt(process, 50, () => noticed.push(`data at ${world.now()}`));
    world.at(1000, () => world.thaw(process));
    await world.runUntil(999);
    expect(noticed).toEqual([]);
    await world.runUntil(1000);
    expect(noticed).toEqual(["data at 1000", "timer at 1000"]);
  } finally {
    world.restore();
  }
});

test("events come in the order of their times, and of their addition", () => {
  const random = createRandom(1);
  const queue = createEventQueue();
  const times = Array.from({ length: 500 }, () => Math.floor(random() * 50));
  const came: (readonly [time: number, number: number])[] = [];
  for (const [number, time] of times.entries()) {
    queue.add({ time, run: () => came.push([time, number]) });
  }
  expect(queue.next(-1)).toBeUndefined();
  for (let event = queue.next(50); event !== undefined; event = queue.next(50)) {
    event.run();
  }
  expect(came).toEqual(
    [...times.entries()]
      .map(([number, time]) => [time, number] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  );
});
