# Silero voice activity detector in the serialized TorchScript dialect: how probable speech is, every 32 ms.
#
# Architecture: https://github.com/snakers4/silero-vad, version 6 for 16 kHz; there is no paper. Each chunk of ${chunk}
# samples is seen together with the ${context} before it. A short-time Fourier transform by convolution with a learned basis
# (${window} samples every ${hop}, mirrored at the end), four convolutions over its magnitudes, which leave one position, an
# LSTM over the chunks, one logistic unit. Long signals are worked on in blocks of ${block} samples, so that memory holds
# the intermediate results of one block only.
#
# Shapes: b signals, k chunks, h = ${hidden}.
#   samples  float [b, any but 0], -1 to 1 at 16 kHz; the last chunk is filled with silence
#   forward -> float [b, k], probability of speech in each chunk of a signal from its beginning
#   stream  -> the same for the next chunks of a signal: samples float [b, ${chunk} k], the context float [b, ${context}] and the
#              memory float [2, b, h] that the chunks before have left, zeros at the beginning; probabilities float [b, k],
#              the next context and the next memory
class Convolution(Module):
  __parameters__ = ["weight", "bias"]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Convolution, x: Tensor, stride: int) -> Tensor:
    return torch.relu(torch.conv1d(x, self.weight, self.bias, [stride], [1]))
class Memory(Module):
  __parameters__ = ["input_weight", "hidden_weight", "input_bias", "hidden_bias"]
  __buffers__ = []
  input_weight : Tensor
  hidden_weight : Tensor
  input_bias : Tensor
  hidden_bias : Tensor
  training : bool
  def forward(self: __torch__.Memory, x: Tensor, memory: Tensor) -> Tuple[Tensor, Tensor]:
    hidden, cell = torch.split(memory, 1)
    weights = [self.input_weight, self.hidden_weight, self.input_bias, self.hidden_bias]
    y, hidden0, cell0 = torch.lstm(x, [hidden, cell], weights, True, 1, 0., False, False, True)
    return (y, torch.cat([hidden0, cell0], 0))
class SileroVad(Module):
  __parameters__ = ["basis", "out_weight", "out_bias"]
  __buffers__ = []
  basis : Tensor
  out_weight : Tensor
  out_bias : Tensor
  training : bool
  convolution1 : __torch__.Convolution
  convolution2 : __torch__.Convolution
  convolution3 : __torch__.Convolution
  convolution4 : __torch__.Convolution
  memory : __torch__.Memory
  def features(self: __torch__.SileroVad, chunks: Tensor) -> Tensor:
    mirrored = torch.reflection_pad1d(torch.unsqueeze(chunks, 1), [0, ${context}])
    real, imaginary = torch.chunk(torch.conv1d(mirrored, self.basis, None, [${hop}]), 2, 1)
    x = torch.sqrt(torch.add(torch.square(real), torch.square(imaginary)))
    x0 = (self.convolution1).forward(x, 1, )
    x1 = (self.convolution2).forward(x0, 2, )
    x2 = (self.convolution3).forward(x1, 2, )
    return torch.squeeze((self.convolution4).forward(x2, 1, ), 2)
  def stream(self: __torch__.SileroVad, samples: Tensor, context: Tensor, memory: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    signal = torch.type_as(torch.cat([context, samples], 1), self.basis)
    chunks = torch.unfold(signal, 1, ${context_and_chunk}, ${chunk})
    features = (self).features(torch.reshape(chunks, [-1, ${context_and_chunk}]), )
    sequence = torch.view(features, [torch.size(samples, 0), -1, ${hidden}])
    y, memory0 = (self.memory).forward(sequence, torch.type_as(memory, self.basis), )
    score = torch.squeeze(torch.linear(torch.relu(y), self.out_weight, self.out_bias), 2)
    return (torch.to(torch.sigmoid(score), 6), torch.slice(torch.to(signal, 6), 1, ${negative_context}), torch.to(memory0, 6))
  def forward(self: __torch__.SileroVad, samples: Tensor) -> Tensor:
    b = torch.size(samples, 0)
    n = torch.size(samples, 1)
    padded = torch.constant_pad_nd(samples, [0, torch.remainder(torch.neg(n), ${chunk})], 0.)
    context = torch.zeros([b, ${context}], dtype=6, layout=None, device=ops.prim.device(samples), pin_memory=False)
    memory = torch.zeros([2, b, ${hidden}], dtype=6, layout=None, device=ops.prim.device(samples), pin_memory=False)
    found = annotate(List[Tensor], [])
    for i in range(torch.add(torch.floordiv(torch.sub(n, 1), ${block}), 1)):
      part = torch.slice(padded, 1, torch.mul(i, ${block}), torch.mul(torch.add(i, 1), ${block}))
      probability, context, memory = (self).stream(part, context, memory, )
      _0 = torch.append(found, probability)
    return torch.cat(found, 1)
