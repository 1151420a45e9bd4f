import { answer, type Question } from "./answer.ts";

// The program, apart from the page, so that the page answers while it works.
self.onmessage = ({ data }: MessageEvent<Question & { number: number }>) => {
  try {
    self.postMessage({ number: data.number, answer: answer(data) });
  } catch (error) {
    self.postMessage({ number: data.number, bug: String(error) });
  }
};
