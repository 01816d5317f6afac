# Linear layers for training on processors and GPUs that multiply bfloat16 sooner than 32-bit floats: the parameters and
# their gradients are 32-bit floats, only the multiplications are not.
#
# Scheme: "A Study of BFLOAT16 for Deep Learning Training", Kalamkar et al. 2019, arXiv:1905.12322.
#
#   x        float [.., in]
#   weight   float [out, in]; bias float [out]
#   forward  -> bfloat16 [.., out]
class Linear(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
    return torch.linear(torch.to(x, 15), torch.to(self.weight, 15), torch.to(self.bias, 15))
class Projection(Module):
  __parameters__ = ["weight"]
  __buffers__ = []
  weight : Tensor
  training : bool
  def forward(self: __torch__.Projection, x: Tensor) -> Tensor:
    return torch.linear(torch.to(x, 15), torch.to(self.weight, 15))
