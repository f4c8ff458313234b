/**
 * The weight formats: for each one a diagram of its bytes, how a weight is decoded and how it is encoded. These are the
 * definitions of correct, one weight after the other; engines have faster kernels that must give the same.
 */
package dev.parlance.gguf.quant;
