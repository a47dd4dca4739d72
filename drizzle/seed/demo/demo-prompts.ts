import type { Conversation } from "@/lib/contracts/message";

export interface DemoPrompt {
  messages: Conversation;
  tags: readonly string[];
}

/** Questions that a small English model can attempt, each answerable in a sentence or three. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  knowledge: [
    "How is Mars different from Earth?",
    "What does a heart do in the body?",
    "Why do leaves change colour in autumn?",
    "What is the difference between weather and climate?",
    "Why does ice float on water?",
    "What was the printing press, and why did it matter?",
    "Explain what a black hole is to a ten-year-old.",
    "What causes the tides?",
    "How do bees make honey?",
    "What is the difference between a virus and a bacterium?",
  ],
  advice: [
    "How can I fall asleep faster?",
    "Give me three tips for learning a new language.",
    "I always arrive late. What can I do about it?",
    "How should I prepare for a job interview tomorrow morning?",
    "What is a polite way to decline an invitation?",
    "How can I save money on groceries?",
    "My houseplant has yellow leaves. What might be wrong?",
    "How do I start running if I have never done sports?",
    "What should I check before I buy a used bicycle?",
  ],
  writing: [
    "Write a short thank-you note to a neighbour who watered my plants.",
    "Write two sentences that describe a quiet morning by a lake.",
    "Suggest a friendly subject line for an e-mail that reminds people of a meeting.",
    "Write a one-line slogan for a bakery.",
    "Describe the taste of a lemon to somebody who has never had one.",
    "Make this more polite: Send me the report now.",
    "Write a four-line poem about rain.",
    "Write a short apology to a customer whose parcel came late.",
  ],
  cooking: [
    "What can I cook with rice, eggs and spinach?",
    "How do I keep pasta from sticking together?",
    "What can I use instead of butter when I bake a cake?",
    "How do I know that a pineapple is ripe?",
  ],
  language: [
    "What does the saying 'break the ice' mean?",
    "Give me three words that mean the same as happy.",
    "Is the mood of this sentence positive or negative? The trip was awful and everything went wrong.",
    "Summarise in one sentence: The library opens at nine, but on Mondays it opens at noon, and on Sundays it stays closed.",
    "Translate into plain English: The aforementioned documents must be submitted forthwith.",
  ],
};

/** Earlier turns and instructions: a prompt is a conversation, not only a line. */
const CONVERSATIONS: readonly Conversation[] = [
  [
    { role: "system", content: "You are a patient teacher. Answer in at most two short sentences." },
    { role: "user", content: "What is a fraction?" },
  ],
  [
    { role: "system", content: "You are a helpful clerk in a bookshop." },
    { role: "user", content: "Do you have anything for a child who loves dinosaurs?" },
  ],
  [
    { role: "user", content: "I have a free afternoon in the city." },
    { role: "assistant", content: "That sounds lovely! Do you prefer to be outside or inside?" },
    { role: "user", content: "Outside, but it may rain." },
  ],
  [
    { role: "user", content: "What is the largest planet?" },
    { role: "assistant", content: "Jupiter is the largest planet of the solar system." },
    { role: "user", content: "And the smallest?" },
  ],
];

export const DEMO_PROMPTS: readonly DemoPrompt[] = [
  ...Object.entries(QUESTIONS).flatMap(([tag, questions]) =>
    questions.map((content): DemoPrompt => ({ messages: [{ role: "user", content }], tags: [tag] })),
  ),
  ...CONVERSATIONS.map((messages): DemoPrompt => ({ messages, tags: ["conversation"] })),
];
