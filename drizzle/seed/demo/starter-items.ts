/**
 * Prompts with responses that were written for this demo, good and bad ones: something to judge before any model has
 * answered, and Chinese items, which the default policy (an English model) could not write.
 */
export interface StarterItem {
  prompt: string;
  responses: readonly string[];
}

export const STARTER_ITEMS: readonly StarterItem[] = [
  {
    prompt: "How long should I boil an egg if I want the yolk to stay soft?",
    responses: [
      "Six to seven minutes from the moment the water boils again, then straight into cold water so that it stops cooking.",
      "Eggs are a good source of protein and can be boiled, fried or poached. Many people enjoy them for breakfast.",
      "About ten minutes. Let it cool slowly in the pan and the yolk will stay soft.",
      "6–7 minutes.",
    ],
  },
  {
    prompt: "My friend did not get the job she wanted. What could I write to her?",
    responses: [
      "I'm so sorry about the job. I know how much you wanted it. If you feel like company or a walk this week, I'm here.",
      "Everything happens for a reason. On to the next one!",
      "You should write to her and tell her that you are sorry, because people like it when their friends write to them.",
    ],
  },
  {
    prompt: "Why is the sky blue?",
    responses: [
      "Air scatters short wavelengths of sunlight much more than long ones, so blue light reaches us from all over the sky.",
      "The sky is blue because it reflects the colour of the oceans.",
      "Sunlight is white and made of many colours. Molecules of air scatter blue light about ten times as strongly as red light. Violet is scattered even more, but the sun gives less of it and our eyes see it less well.",
    ],
  },
  {
    prompt: "Suggest a name for a small bookshop that also sells coffee.",
    responses: [
      "The Second Cup Chapter",
      "Bookshop and Coffee",
      "You could name it Page & Pour: it says both what you sell and what people will do there.",
      "There are many names for bookshops. Choosing a name is an important step for every business owner.",
    ],
  },
  {
    prompt: "请用一句话解释什么是通货膨胀。",
    responses: [
      "通货膨胀是指物价总水平持续上涨,同样的钱能买到的东西变少。",
      "通货膨胀就是国家印了很多钱。",
      "通货膨胀是经济学中的一个重要概念,它影响着每个人的生活,需要我们认真学习。",
    ],
  },
  {
    prompt: "周末想在家做一道简单的番茄炒蛋,步骤是什么?",
    responses: [
      "先把鸡蛋打散炒熟盛出,再炒番茄至出汁,加盐和少许糖,倒回鸡蛋翻匀即可。",
      "番茄炒蛋是一道家常菜,酸甜可口,老少皆宜,营养丰富。",
      "把番茄和鸡蛋一起放进锅里煮二十分钟。",
      "1. 鸡蛋加盐打散;2. 热油滑炒成块,盛出;3. 番茄切块炒软;4. 合炒,调味,撒葱花。",
    ],
  },
  {
    prompt: "帮我写一句请假条的开头,因为感冒要请一天假。",
    responses: [
      "尊敬的王老师:我因感冒发烧,需在家休息,特请假一天(五月八日),恳请批准。",
      "老师,我今天不来了。",
      "感冒是一种常见疾病,患者应当多喝水、多休息。",
    ],
  },
  {
    prompt: "月亮为什么有圆有缺?",
    responses: [
      "月亮本身不发光,它绕地球转动时,被太阳照亮的一面朝向我们的部分在变,所以看起来有圆有缺。",
      "因为地球的影子挡住了月亮。",
      "月有阴晴圆缺,此事古难全。",
    ],
  },
];
