export interface TensorflowLibrary {
  directory: string;
  include: string;
  main: string;
  framework: string;
  version: string;
  extra: string[];
}

/** Looks for headers and libraries in a directory: laid out as Python's package or as the libtensorflow archive. */
export function inspectDirectory(directory: string, version?: string): TensorflowLibrary | undefined;
