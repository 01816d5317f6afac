# Linear layers whose weights oneDNN rearranges for its kernels when the archive is loaded: the same results as of the
# program linear, sooner. On a GPU, and where the processor has no kernels for the weights' numbers, they stay as they are.
#
#   state    (weight float [out, in], bias float [out]); a projection has no bias
#   x        float [.., in], of the weight's numbers
#   forward  -> float [.., out]
def is_packable(weight: Tensor) -> bool:
  bits = ops.prim.dtype(weight)
  known = torch.eq(bits, 6) or (torch.eq(bits, 15) and ops.mkldnn._is_mkldnn_bf16_supported())
  return known and not ops.prim.is_cuda(weight)
class Linear(Module):
  __parameters__ = []
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  packed : bool
  training : bool
  def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
    if self.packed:
      y = ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, self.weight, self.bias)
    return y
  def __getstate__(self: __torch__.Linear) -> Tuple[Tensor, Tensor]:
    weight = self.weight
    if self.packed:
      weight = torch.to_dense(weight)
    return (weight, self.bias)
  def __setstate__(self: __torch__.Linear, state: Tuple[Tensor, Tensor]) -> NoneType:
    weight, bias, = state
    self.packed = __torch__.is_packable(weight, )
    if self.packed:
      weight = ops.mkldnn._reorder_linear_weight(weight)
    self.weight = weight
    self.bias = bias
    self.training = False
    return None
class Projection(Module):
  __parameters__ = []
  __buffers__ = []
  weight : Tensor
  packed : bool
  training : bool
  def forward(self: __torch__.Projection, x: Tensor) -> Tensor:
    if self.packed:
      y = ops.mkldnn._linear_pointwise(x, self.weight, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, self.weight)
    return y
  def __getstate__(self: __torch__.Projection) -> Tuple[Tensor]:
    weight = self.weight
    if self.packed:
      weight = torch.to_dense(weight)
    return (weight,)
  def __setstate__(self: __torch__.Projection, state: Tuple[Tensor]) -> NoneType:
    weight, = state
    self.packed = __torch__.is_packable(weight, )
    if self.packed:
      weight = ops.mkldnn._reorder_linear_weight(weight)
    self.weight = weight
    self.training = False
    return None
