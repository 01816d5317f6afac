# Linear layers, for other programs to include: y = x W^T + b over the last dimension of x.
#
#   x        float [.., in]
#   weight   float [out, in]; bias float [out]
#   forward  -> float [.., out]
class Linear(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)
class Projection(Module):
  __parameters__ = ["weight"]
  __buffers__ = []
  weight : Tensor
  training : bool
  def forward(self: __torch__.Projection, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight)
