import * as tf from "@tensorflow/tfjs";

/** x·σ(x). Keeps x. */
export function silu(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    return {
      value: tf.mul(input, tf.sigmoid(input)),
      gradFunc: (dy, saved) => {
        const [x] = saved as [tf.Tensor];
        return tf.mul(dy, siluDerivative(x, tf.sigmoid(x)));
      },
    };
  })(x);
}

/** σ + x·σ·(1 − σ), with σ = sigmoid(x). */
function siluDerivative(x: tf.Tensor, sigmoid: tf.Tensor): tf.Tensor {
  const product = tf.mul(x, sigmoid);
  return tf.add(sigmoid, tf.sub(product, tf.mul(product, sigmoid)));
}

/**
 * silu(gate)·up (Shazeer, 2020), given silu(gate), which is computed already. Keeps gate and up, which their linear
 * layers do not, and neither silu(gate) nor its gradient's intermediates.
 */
export function siluTimes(gate: tf.Tensor, siluOfGate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [gate, up, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([gate, up]);
    return {
      value: tf.mul(siluOfGate, up),
      gradFunc: (dy, saved) => {
        const [gate, up] = saved as [tf.Tensor, tf.Tensor];
        const sigmoid = tf.sigmoid(gate);
        const silu = tf.mul(gate, sigmoid);
        // silu′ = σ + silu − silu·σ
        const derivative = tf.add(sigmoid, tf.sub(silu, tf.mul(silu, sigmoid)));
        return [tf.mul(tf.mul(dy, up), derivative), tf.mul(dy, silu)];
      },
    };
  })(gate, up);
}

const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);
const TANH_SCALE = Math.sqrt(2 / Math.PI);
const TANH_CUBE = 0.044715;

/** x·Φ(x), or its tanh approximation (Hendrycks & Gimpel, 2016). Keeps x. */
export function gelu(x: tf.Tensor, approximate: "none" | "tanh"): tf.Tensor {
  const [forward, derivative] =
    approximate === "tanh" ? [tanhGelu, tanhGeluDerivative] : [exactGelu, exactGeluDerivative];
  return tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    return {
      value: forward(input),
      gradFunc: (dy, saved) => {
        const [x] = saved as [tf.Tensor];
        return tf.mul(dy, derivative(x));
      },
    };
  })(x);
}

/** Φ(x) = (1 + erf(x/√2)) / 2 */
function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, SQRT_HALF)), 1), 0.5);
}

function exactGelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, normalCdf(x));
}

/** Φ(x) + x·φ(x) */
function exactGeluDerivative(x: tf.Tensor): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), INVERSE_SQRT_TWO_PI);
  return tf.add(normalCdf(x), tf.mul(x, density));
}

/** tanh(√(2/π)·(x + .044715·x³)) */
function geluTanh(x: tf.Tensor, square: tf.Tensor): tf.Tensor {
  return tf.tanh(tf.mul(x, tf.add(tf.mul(square, TANH_SCALE * TANH_CUBE), TANH_SCALE)));
}

function tanhGelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.add(tf.mul(geluTanh(x, tf.square(x)), 0.5), 0.5));
}

/** ½(1 + t) + ½·x·(1 − t²)·√(2/π)·(1 + 3·.044715·x²) */
function tanhGeluDerivative(x: tf.Tensor): tf.Tensor {
  const square = tf.square(x);
  const t = geluTanh(x, square);
  const inner = tf.add(tf.mul(square, 3 * TANH_CUBE * TANH_SCALE), TANH_SCALE);
  const slope = tf.mul(tf.mul(x, inner), tf.sub(1, tf.square(t)));
  return tf.mul(tf.add(tf.add(t, 1), slope), 0.5);
}
