import type { Rubric } from "@/lib/contracts/rubric";

/** The four dimensions that a new project starts with. */
export const DEFAULT_RUBRIC: Rubric = [
  {
    key: "accuracy",
    labelEn: "Accuracy",
    labelZh: "准确性",
    anchorsEn: [
      "Wrong, or says the opposite of what is true",
      "A central claim is wrong",
      "Right in the main, with an error that matters",
      "Right, with a small slip",
      "Every claim holds",
    ],
    anchorsZh: [
      "错误，或与事实相反",
      "有一个核心论断是错的",
      "大体正确，但有一处要紧的错误",
      "正确，有小疏漏",
      "每个论断都成立",
    ],
  },
  {
    key: "relevance",
    labelEn: "Relevance",
    labelZh: "相关性",
    anchorsEn: [
      "Does not answer the question",
      "Touches the subject, misses the question",
      "Answers in part, or with much beside the point",
      "Answers, with something beside the point",
      "Answers exactly what was asked",
    ],
    anchorsZh: [
      "没有回答问题",
      "涉及话题，但没有答到点上",
      "只答了一部分，或有较多无关内容",
      "回答了问题，有少许无关内容",
      "恰好回答了所问",
    ],
  },
  {
    key: "naturalness",
    labelEn: "Naturalness",
    labelZh: "自然性",
    anchorsEn: [
      "Broken: repeats itself, or can't be read",
      "Clearly made by a machine, hard to read",
      "Understandable, but stiff",
      "Reads well, with an odd turn",
      "Reads as a good writer would put it",
    ],
    anchorsZh: [
      "语句破碎、重复，或无法读懂",
      "明显生硬，难以阅读",
      "能懂，但不自然",
      "通顺，偶有别扭之处",
      "如同优秀的人写的",
    ],
  },
  {
    key: "conciseness",
    labelEn: "Conciseness",
    labelZh: "简洁性",
    anchorsEn: [
      "Mostly padding, or cut off in the middle",
      "Far too long or far too short",
      "Could lose or needs a third",
      "A sentence too many or too few",
      "Nothing to add, nothing to take away",
    ],
    anchorsZh: [
      "大多是废话，或中途断掉",
      "过长或过短很多",
      "可删去或需补充三分之一",
      "多了或少了一句",
      "增一分则多，减一分则少",
    ],
  },
];

export const DEFAULT_GUIDELINES = `Read the whole conversation, then every response, before you score.

- Score each response on its own, 1 to 5, on each dimension. The anchors say what the numbers mean.
- Then rank the responses as the person who asked would. Ties are allowed; use them where you truly can't decide.
- A response that was cut off in the middle of a sentence loses conciseness, not accuracy.
- You don't see which model wrote what, and the order is shuffled: judge the text alone.
- Skip an item that you can't judge, and say why.

---

先读完整段对话和每一条回复，再评分。

- 逐条评分，每个维度 1 至 5 分；各分值的含义见评分标准。
- 然后以提问者的眼光排序。可以并列，但只用于确实难分高下的情况。
- 句子中途被截断的回复扣简洁性的分，不扣准确性的分。
- 您看不到回复出自哪个模型，顺序也已打乱：只评判文字本身。
- 无法判断的条目请跳过，并说明原因。`;
