/** The nvidia-* wheels that TensorFlow's own wheel asks for, by its METADATA. */
export function cudaRequirements(metadata: string): { name: string; version: string }[];
