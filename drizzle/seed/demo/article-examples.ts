/**
 * The three worked examples of human feedback in the article behind this project ("人类生成数据反馈"), word for word:
 * its prompts, its responses, its people's scores and rankings. Scores exist only for the dimensions that it names.
 */
export interface ArticleExample {
  prompt: string;
  responses: readonly string[];
  scores: readonly {
    /** Position in `responses`. */
    response: number;
    dimension: "accuracy" | "relevance";
    value: number;
    reason?: string;
  }[];
  /** Positions in `responses`, best first. */
  ranking: readonly number[];
}

export const ARTICLE_EXAMPLES: readonly ArticleExample[] = [
  {
    prompt: "火星与地球相比有何不同?",
    responses: [
      "火星的重力比地球低、气温更低,且大气主要由二氧化碳组成。",
      "火星是一个有红色表面的星球,但地球有生命和大量水。",
      "火星比地球小,没有适合人类生存的大气。",
    ],
    scores: [
      { response: 0, dimension: "accuracy", value: 5 },
      { response: 1, dimension: "accuracy", value: 3 },
      { response: 2, dimension: "accuracy", value: 4 },
      { response: 0, dimension: "relevance", value: 5 },
      { response: 1, dimension: "relevance", value: 2, reason: "提及地球和水,但无关主题" },
      { response: 2, dimension: "relevance", value: 4 },
    ],
    ranking: [0, 2, 1],
  },
  {
    prompt: "我觉得这次旅行很糟糕,遇到的每件事都令人失望。",
    responses: ["情感:负面", "情感:正面", "情感:中性"],
    scores: [
      { response: 0, dimension: "accuracy", value: 5, reason: "准确反映了消极情绪" },
      { response: 1, dimension: "accuracy", value: 1, reason: "与情感明显不符" },
      { response: 2, dimension: "accuracy", value: 2, reason: "偏离原意" },
    ],
    ranking: [0, 2, 1],
  },
  {
    prompt: "我在寻找一款轻便耐用的旅行背包,有推荐吗?",
    responses: [
      "建议选择30L的轻便背包,款式多样且适合短途旅行。",
      "推荐X品牌的登山包,非常耐用且轻便。",
      "旅行背包款式众多,推荐考虑容积和耐用性。",
    ],
    scores: [
      { response: 1, dimension: "accuracy", value: 5, reason: "具体推荐了品牌" },
      { response: 0, dimension: "accuracy", value: 4, reason: "描述具体,但无品牌推荐" },
      { response: 2, dimension: "accuracy", value: 3, reason: "没有实际推荐" },
    ],
    ranking: [1, 0, 2],
  },
];
