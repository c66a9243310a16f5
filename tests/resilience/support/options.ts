/**
 * Reads an option that is an integer.
 *
 * @throws Error that names the option, its value and the fix
 */
export function integerOption(name: string, value: string, least = 0): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
    throw new Error(`--${name} is "${value}": write an integer of at least ${least}`);
  }
  return number;
}
