import { notFound } from "next/navigation";

/** Any other path of a language: the page in that language that says so. */
export default function MissingPage() {
  notFound();
}
