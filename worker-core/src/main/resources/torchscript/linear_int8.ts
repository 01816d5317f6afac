# Linear layers of 8-bit weights: x is quantized as it comes, the products are summed in 32-bit integers.
#
# Scheme: "Quantizing deep convolutional networks for efficient inference", Krishnamoorthi 2018, arXiv:1806.08342: weights
# symmetric with a scale for each output, activations affine with one scale for all. Before that each position of x is
# scaled to at most 1, so that a position of large values (as separators have them) takes no digits from the others.
#
#   state    (weight int8 [out, in], scale float [out], bias float [out]); a projection has no bias
#   x        float [.., in]
#   forward  -> float [.., out]
def pack(weight: Tensor, scale: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  zero = torch.zeros_like(scale, dtype=4)
  quantized = torch._make_per_channel_quantized_tensor(weight, torch.to(scale, 7), zero, 0)
  return ops.quantized.linear_prepack(quantized)
def largest(x: Tensor) -> Tensor:
  return torch.clamp_min(torch.maximum(torch.amax(x, [-1], True), torch.neg(torch.amin(x, [-1], True))), 1.0e-30)
class Linear(Module):
  __parameters__ = []
  __buffers__ = []
  packed : __torch__.torch.classes.quantized.LinearPackedParamsBase
  bias : Tensor
  training : bool
  def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
    size = __torch__.largest(x, )
    return torch.addcmul(self.bias, ops.quantized.linear_dynamic(torch.div(x, size), self.packed), size)
  def __getstate__(self: __torch__.Linear) -> Tuple[Tensor, Tensor, Tensor]:
    weight, _0 = ops.quantized.linear_unpack(self.packed)
    return (torch.int_repr(weight), torch.to(torch.q_per_channel_scales(weight), 6), self.bias)
  def __setstate__(self: __torch__.Linear, state: Tuple[Tensor, Tensor, Tensor]) -> NoneType:
    weight, scale, bias, = state
    self.packed = __torch__.pack(weight, scale, )
    self.bias = bias
    self.training = False
    return None
class Projection(Module):
  __parameters__ = []
  __buffers__ = []
  packed : __torch__.torch.classes.quantized.LinearPackedParamsBase
  training : bool
  def forward(self: __torch__.Projection, x: Tensor) -> Tensor:
    size = __torch__.largest(x, )
    return torch.mul(ops.quantized.linear_dynamic(torch.div(x, size), self.packed), size)
  def __getstate__(self: __torch__.Projection) -> Tuple[Tensor, Tensor]:
    weight, _0 = ops.quantized.linear_unpack(self.packed)
    return (torch.int_repr(weight), torch.to(torch.q_per_channel_scales(weight), 6))
  def __setstate__(self: __torch__.Projection, state: Tuple[Tensor, Tensor]) -> NoneType:
    weight, scale, = state
    self.packed = __torch__.pack(weight, scale, )
    self.training = False
    return None
