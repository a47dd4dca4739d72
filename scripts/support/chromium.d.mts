export function findChromium(options?: {
  install?: boolean;
  update?: (text: string) => void;
}): Promise<string>;
