// The tests of `parlance bench`, in node-llama-cpp, which drives the same llama.cpp: prints the same lines of JSON.
// Once: npm ci --ignore-scripts. Then beside `parlance bench --engine native`: node bench.mjs MODEL THREADS [REPETITIONS]
import {getLlama} from "node-llama-cpp";

const [file, threadsText, repetitionsText = "5"] = process.argv.slice(2);
const threads = Number(threadsText);
const repetitions = Number(repetitionsText);

const llama = await getLlama({gpu: false, build: "never", maxThreads: threads, logLevel: "error"});
const model = await llama.loadModel({modelPath: file, useMmap: false});
const contextSize = Math.min(model.trainContextSize, 4096);
const context = await model.createContext({contextSize, threads, batchSize: 512, flashAttention: true});
const sequence = context.getSequence();
const vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
const tokens = Array.from({length: 4096}, (_, i) => (i * 7919 + 13) % vocabulary);

async function prompt(length) {
    await sequence.clearHistory();
    const start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, length));
    return length * 1000 / (performance.now() - start);
}

async function generate(depth) {
    await sequence.clearHistory();
    let start = 0;
    let count = 0;
    for await (const token of sequence.evaluate(tokens.slice(0, depth + 1), {temperature: 0})) {
        if (count++ === 0) {
            start = performance.now(); // the first token comes from the prompt
        } else if (count === 65) {
            break;
        }
    }
    return 64 * 1000 / (performance.now() - start);
}

async function repeat(test, measure) {
    const speeds = [];
    for (let i = 0; i <= repetitions; i++) {
        speeds.push(await measure());
    }
    speeds.shift(); // the first one warms up
    const mean = speeds.reduce((sum, speed) => sum + speed, 0) / repetitions;
    const variance = speeds.reduce((sum, speed) => sum + (speed - mean) ** 2, 0) / Math.max(1, repetitions - 1);
    console.log(JSON.stringify({engine: "node-llama-cpp", threads, test, tokensPerSecond: mean,
        deviation: Math.sqrt(variance)}));
}

for (const length of [128, 512].filter(length => length <= contextSize)) {
    await repeat(`pp${length}`, () => prompt(length));
}
for (const depth of [0, 2048].filter(depth => depth + 65 <= contextSize)) {
    await repeat(`tg64${depth === 0 ? "" : `@d${depth}`}`, () => generate(depth));
}
process.exit(0);
