/** Shows how far a run is: a bar on a terminal, otherwise a line for each tenth. */
export interface Progress {
  readonly update: (done: number) => void;
}

const WIDTH = 30;

/** Starts to show it. */
export function showProgress(
  title: string,
  total: number,
  stream: NodeJS.WriteStream = process.stdout,
): Progress {
  let shown = -1;
  return {
    update: (done) => {
      const steps = stream.isTTY ? 200 : 10;
      const step = Math.floor((done / total) * steps);
      if (step === shown) {
        return;
      }
      shown = step;
      const percent = `${Math.floor((done / total) * 100)} %`.padStart(5);
      if (stream.isTTY) {
        const filled = Math.round((done / total) * WIDTH);
        const end = done >= total ? "\n" : "";
        stream.write(`\r${title} ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)}${percent}${end}`);
      } else {
        stream.write(`${title}${percent}\n`);
      }
    },
  };
}
