#!/usr/bin/env python3
"""Writes Specs/measurements/networks/hub/*.graph.json: networks of Qualcomm AI Hub, without weights.

    python3 -m venv V
    V/bin/pip install torch torchvision timm transformers ultralytics onnx onnxscript
    V/bin/pip install --no-deps qai-hub-models==0.65.0
    V/bin/python Scripts/make-hub-networks.py [NAME …]

Each network is built with random weights from the library that its function names, or from its
paper, with the input that qai-hub-models 0.65.0 (BSD-3-Clause) gives it; torch.onnx exports it, and
what is kept are the operators, their attributes and the shapes of tensors. Biases are left out.
Made with torch 2.15, torchvision 0.29, timm 1.0.31. Beside each name stands the number of layers
that AI Hub reports for TensorFlow Lite in floating point, and the script prints the number of ours.
"""

import importlib.util
import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Specs" / "measurements" / "networks" / "hub"


def image(height, width=None, channels=3):
    return (torch.zeros(1, channels, height, width or height),)


def vision(name, size=224, **options):
    """A model of torchvision (BSD-3-Clause)."""
    import torchvision.models
    return torchvision.models.get_model(name, weights=None, **options), image(size)


def timm_model(name, size=224):
    """A model of timm (Apache-2.0)."""
    import timm
    options = {"exportable": True, "scriptable": True}
    with timm.layers.set_layer_config(**options):
        return timm.create_model(name, pretrained=False), image(size)


class Classified(nn.Module):
    """A network on images from 0 to 1, which AI Hub normalises in the network."""

    def __init__(self, body):
        super().__init__()
        self.body = body
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1))

    def forward(self, x):
        return self.body((x - self.mean) / self.deviation)


class Flipped(nn.Module):
    """A network on images with their channels in the other order."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return self.body(torch.flip(x, [1]))


def classifier(made):
    return Classified(made[0]), made[1]


def centred(made):
    """A classifier whose package computes 2x - 1 of its images: runtimes fold one factor and one
    summand for all channels into a convolution without padding, so that nothing is left of it."""
    return made


class Chain(nn.Sequential):
    """Modules one after the other, and the sum of both ends."""

    def forward(self, x):
        return x + super().forward(x)


class Upscaler(nn.Module):
    """QuickSRNet (arXiv 2303.04336) and SESR (arXiv 2103.09404): convolutions, the input repeated
    over channels by a 1x1 convolution, channels shuffled into pixels."""

    def __init__(self, body, scale=4):
        super().__init__()
        self.body = body
        self.anchor = nn.Conv2d(3, 3 * scale * scale, 1)
        self.shuffle = nn.PixelShuffle(scale)

    def forward(self, x):
        return self.shuffle(self.body(x) + self.anchor(x))


def quicksrnet_large():
    layers = [nn.Conv2d(3, 64, 3, padding=1), nn.Hardtanh(0, 1)]
    for _ in range(11):
        layers += [nn.Conv2d(64, 64, 3, padding=1), nn.Hardtanh(0, 1)]
    return Upscaler(nn.Sequential(*layers, nn.Conv2d(64, 48, 3, padding=1))), image(128)


def sesr_m5():
    """SESR-M5 with its linear blocks as they are trained, not collapsed."""
    def linear(inputs, outputs, k):
        return [nn.Conv2d(inputs, 256, k, padding=k // 2, bias=False), nn.Conv2d(256, outputs, 1)]

    blocks = []
    for _ in range(5):
        blocks += [Chain(*linear(16, 16, 3)), nn.ReLU()]
    body = nn.Sequential(*linear(3, 16, 5), nn.ReLU(), Chain(*blocks), *linear(16, 48, 5))
    return Upscaler(body), image(128)


class XLSR(nn.Module):
    """XLSR (arXiv 2105.10288)."""

    def __init__(self):
        super().__init__()

        def block():
            return [nn.Conv2d(32, 32, 3, padding=1, groups=4), nn.ReLU(), nn.Conv2d(32, 32, 1)]

        self.side = nn.Conv2d(3, 16, 3, padding=1)
        self.body = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 1),
                                  *block(), *block(), *block())
        self.tail = nn.Sequential(nn.Conv2d(48, 32, 1), nn.ReLU(), nn.Conv2d(32, 48, 3, padding=1),
                                  nn.PixelShuffle(4), nn.Hardtanh(0, 1))

    def forward(self, x):
        return self.tail(torch.cat([self.body(x), self.side(x)], 1))


class Compact(nn.Module):
    """Real-ESRGAN's compact generator, 32 convolutions (arXiv 2107.10833)."""

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(3, 64, 3, padding=1), nn.PReLU(64)]
        for _ in range(32):
            layers += [nn.Conv2d(64, 64, 3, padding=1), nn.PReLU(64)]
        self.body = nn.Sequential(*layers, nn.Conv2d(64, 48, 3, padding=1), nn.PixelShuffle(4))

    def forward(self, x):
        return self.body(x) + functional.interpolate(x, scale_factor=4, mode="nearest")


class ChannelNorm(nn.LayerNorm):
    """Layer normalisation over channels."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class NAFBlock(nn.Module):
    """A block of NAFNet (arXiv 2204.04676)."""

    def __init__(self, c):
        super().__init__()
        self.first, self.second = ChannelNorm(c), ChannelNorm(c)
        self.wide = nn.Sequential(nn.Conv2d(c, 2 * c, 1),
                                  nn.Conv2d(2 * c, 2 * c, 3, padding=1, groups=2 * c))
        self.attention = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(c, c, 1))
        self.narrow, self.grow = nn.Conv2d(c, c, 1), nn.Conv2d(c, 2 * c, 1)
        self.shrink = nn.Conv2d(c, c, 1)
        self.beta = nn.Parameter(torch.ones(1, c, 1, 1))
        self.gamma = nn.Parameter(torch.ones(1, c, 1, 1))

    @staticmethod
    def gate(x):
        left, right = x.chunk(2, 1)
        return left * right

    def forward(self, x):
        y = self.gate(self.wide(self.first(x)))
        x = x + self.narrow(y * self.attention(y)) * self.beta
        return x + self.shrink(self.gate(self.grow(self.second(x)))) * self.gamma


class NAFNet(nn.Module):
    """NAFNet of width 64 as trained for REDS."""

    def __init__(self):
        super().__init__()
        c = 64
        self.intro, self.ending = nn.Conv2d(3, c, 3, padding=1), nn.Conv2d(c, 3, 3, padding=1)
        self.encoders, self.downs = nn.ModuleList(), nn.ModuleList()
        self.ups, self.decoders = nn.ModuleList(), nn.ModuleList()
        for count in (1, 1, 1, 28):
            self.encoders.append(nn.Sequential(*[NAFBlock(c) for _ in range(count)]))
            self.downs.append(nn.Conv2d(c, 2 * c, 2, 2))
            c *= 2
        self.middle = NAFBlock(c)
        for _ in range(4):
            up = nn.Sequential(nn.Conv2d(c, 2 * c, 1, bias=False), nn.PixelShuffle(2))
            self.ups.append(up)
            c //= 2
            self.decoders.append(NAFBlock(c))

    def forward(self, image):
        padded = functional.pad(image, (0, 0, 0, 8))
        x, kept = self.intro(padded), []
        for encoder, down in zip(self.encoders, self.downs):
            x = encoder(x)
            kept.append(x)
            x = down(x)
        x = self.middle(x)
        for up, decoder, side in zip(self.ups, self.decoders, reversed(kept)):
            x = decoder(up(x) + side)
        return (self.ending(x) + padded)[:, :, :360]


class Pose(nn.Module):
    """HRNet-W32 for poses (arXiv 1902.09212): timm's stages and one 1x1 convolution."""

    def __init__(self):
        super().__init__()
        self.body, _ = timm_model("hrnet_w32")
        self.head = nn.Conv2d(32, 17, 1)

    def forward(self, x):
        body = self.body
        x = (x - 0.45) / 0.23
        x = body.act2(body.bn2(body.conv2(body.act1(body.bn1(body.conv1(x))))))
        return self.head(body.stages(x)[0])


def posenet():
    """PoseNet on MobileNet of width 1.01, output stride 16 (arXiv 1704.04861, 1803.08225)."""
    layers, width = [nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU6()], 32
    plan = [(64, 1, 1), (128, 2, 1), (128, 1, 1), (256, 2, 1), (256, 1, 1), (512, 2, 1)]
    plan += [(512, 1, 1)] * 5 + [(1024, 1, 1), (1024, 1, 2)]
    for out, stride, apart in plan:
        layers += [nn.Conv2d(width, width, 3, stride, apart, apart, groups=width), nn.ReLU6(),
                   nn.Conv2d(width, out, 1), nn.ReLU6()]
        width = out

    class PoseNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(*layers)
            self.heads = nn.ModuleList(nn.Conv2d(1024, out, 1) for out in (17, 34, 32, 32))

        def forward(self, x):
            x = self.body(x)
            heat = torch.sigmoid(self.heads[0](x))
            rest = [head(x) for head in self.heads[1:]]
            return heat, *rest, functional.max_pool2d(heat, 3, 1, 1)

    return PoseNet(), image(513, 257)


def yamnet():
    """YAMNet: MobileNet over 96x64 spectrograms (github.com/tensorflow/models, Apache-2.0)."""
    layers = [nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU()]
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    plan += [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    width = 32
    for out, stride in plan:
        layers += [nn.Conv2d(width, width, 3, stride, 1, groups=width), nn.ReLU(),
                   nn.Conv2d(width, out, 1), nn.ReLU()]
        width = out
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 521), nn.Sigmoid()]
    return nn.Sequential(*layers), image(96, 64, 1)


class Blaze(nn.Module):
    """A block of BlazeFace (arXiv 1907.05047)."""

    def __init__(self, inputs, outputs, stride=1, activation=nn.ReLU):
        super().__init__()
        self.stride, self.extra = stride, outputs - inputs
        self.deep = nn.Conv2d(inputs, inputs, 3, stride, 0 if stride == 2 else 1, groups=inputs)
        self.flat = nn.Conv2d(inputs, outputs, 1)
        self.activation = activation(outputs) if activation is nn.PReLU else activation()

    def forward(self, x):
        y = x
        if self.stride == 2:
            y, x = functional.pad(x, (0, 1, 0, 1)), functional.max_pool2d(x, 2)
        if self.extra:
            x = functional.pad(x, (0, 0, 0, 0, 0, self.extra))
        return self.activation(self.flat(self.deep(y)) + x)


class FaceDetector(nn.Module):
    """BlazeFace, back camera, 256x256."""

    def __init__(self):
        super().__init__()
        blocks, width = [], 24
        for out in (24, 24, 48):
            if blocks:
                blocks.append(Blaze(width, out, 2))
            blocks += [Blaze(out, out) for _ in range(7)]
            width = out
        self.start = nn.Sequential(nn.Conv2d(3, 24, 5, 2), nn.ReLU())
        self.body = nn.Sequential(*blocks, Blaze(48, 96, 2), *[Blaze(96, 96) for _ in range(7)])
        self.last = nn.Sequential(nn.Conv2d(96, 96, 3, 2, 0, groups=96), nn.Conv2d(96, 96, 1),
                                  nn.ReLU())
        self.heads = nn.ModuleList(nn.Conv2d(96, out, 1) for out in (2, 6, 32, 96))

    def forward(self, x):
        x = self.body(self.start(functional.pad(x, (1, 2, 1, 2))))
        y = self.last(functional.pad(x, (0, 1, 0, 1)))

        def flat(value, size):
            return value.permute(0, 2, 3, 1).reshape(1, -1, size)

        scores = [flat(self.heads[0](x), 1), flat(self.heads[1](y), 1)]
        boxes = [flat(self.heads[2](x), 16), flat(self.heads[3](y), 16)]
        return torch.cat(scores, 1), torch.cat(boxes, 1)


class FaceLandmarks(nn.Module):
    """MediaPipe's face landmarks (arXiv 1907.06724), 192x192."""

    def __init__(self):
        super().__init__()

        def stage(inputs, outputs):
            return [Blaze(inputs, outputs, 2, nn.PReLU)] + [
                Blaze(outputs, outputs, 1, nn.PReLU) for _ in range(2)]

        def head(out):
            return [nn.Conv2d(128, 32, 1), nn.PReLU(32), Blaze(32, 32, 1, nn.PReLU),
                    nn.Conv2d(32, out, 3)]

        self.start = nn.Sequential(nn.Conv2d(3, 16, 3, 2), nn.PReLU(16))
        self.body = nn.Sequential(*[Blaze(16, 16, 1, nn.PReLU) for _ in range(2)], *stage(16, 32),
                                  *stage(32, 64), *stage(64, 128), *stage(128, 128))
        self.points = nn.Sequential(*stage(128, 128), *head(1404))
        self.score = nn.Sequential(Blaze(128, 128, 2, nn.PReLU), *head(1))

    def forward(self, x):
        x = self.body(self.start(functional.pad(x, (0, 1, 0, 1))))
        return torch.sigmoid(self.score(x)).reshape(1), self.points(x).reshape(1, 468, 3)


class FaceDetLite(nn.Module):
    """AI Hub's lightweight face detector; the layers are those of its package."""

    def __init__(self):
        super().__init__()
        folder = pathlib.Path(importlib.util.find_spec("qai_hub_models").origin).parent
        path = folder / "models" / "face_det_lite" / "layers.py"
        spec = importlib.util.spec_from_file_location("layers", path)
        layers = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(layers)
        self.body = layers.Mbv3SmallFast("relu", False, True)
        self.deep = layers.CBAModule(96, 32, kernel_size=1)
        self.sides = nn.ModuleList([layers.CBAModule(c, 32, kernel_size=1) for c in (32, 64)])
        self.ups = nn.ModuleList([layers.UpModule(32, 32) for _ in range(2)])
        self.detect = layers.DetectModule(32)
        self.heads = nn.ModuleList([layers.HeadModule(32, out) for out in (1, 4, 10)])

    def forward(self, x):
        fine, middle, coarse = self.body((x - 0.442) / 0.28)
        middle = self.ups[0](self.deep(coarse)) + self.sides[1](middle)
        x = self.detect(self.ups[1](middle) + self.sides[0](fine))
        return tuple(head(x) for head in self.heads)


def dncnn():
    """DnCNN of 17 layers (arXiv 1608.03981), grey."""
    layers = [nn.Conv2d(1, 64, 3, padding=1), nn.ReLU()]
    for _ in range(15):
        layers += [nn.Conv2d(64, 64, 3, padding=1), nn.ReLU()]

    class Denoiser(nn.Module):
        def __init__(self):
            super().__init__()
            self.noise = nn.Sequential(*layers, nn.Conv2d(64, 1, 3, padding=1))

        def forward(self, x):
            return torch.clamp(x - self.noise(x), 0.0, 1.0)

    return Denoiser(), image(256, channels=1)


class UNet(nn.Module):
    """U-Net (arXiv 1505.04597) with padded convolutions and transposed ones between levels."""

    def __init__(self):
        super().__init__()

        def pair(inputs, outputs):
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(),
                                 nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU())

        sizes = (64, 128, 256, 512, 1024)
        self.downs = nn.ModuleList(pair(a, b) for a, b in zip((3,) + sizes, sizes))
        self.ups = nn.ModuleList(nn.ConvTranspose2d(2 * c, c, 2, 2) for c in sizes[-2::-1])
        self.pairs = nn.ModuleList(pair(2 * c, c) for c in sizes[-2::-1])
        self.head = nn.Conv2d(64, 2, 1)

    def forward(self, x):
        kept = []
        for down in self.downs:
            x = down(functional.max_pool2d(x, 2) if kept else x)
            kept.append(x)
        for up, pair, side in zip(self.ups, self.pairs, kept[-2::-1]):
            x = pair(torch.cat([side, up(x)], 1))
        return self.head(x)


class Segmenter(nn.Module):
    """torchvision's FCN on ResNet-50 with the class of each pixel."""

    def __init__(self):
        super().__init__()
        self.body, _ = vision("fcn_resnet50", weights_backbone=None)

    def forward(self, x):
        return self.body((x - 0.45) / 0.23)["out"]


def clip():
    """CLIP ViT-B/16 with five texts (transformers, Apache-2.0)."""
    from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig
    config = CLIPConfig(
        text_config=CLIPTextConfig().to_dict(),
        vision_config=CLIPVisionConfig(patch_size=16).to_dict(), projection_dim=512)

    class Pair(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = CLIPModel._from_config(config, attn_implementation="eager")

        def forward(self, pixels, text):
            output = self.model(input_ids=text, pixel_values=(pixels - 0.45) / 0.27)
            return output.image_embeds, output.text_embeds

    return Pair(), image(224) + (torch.ones(5, 77, dtype=torch.int64),)


def yolo(name, size=640):
    """A model of ultralytics (AGPL-3.0: run, not copied)."""
    from ultralytics.nn import tasks
    kinds = {"seg": tasks.SegmentationModel, "obb": tasks.OBBModel, "pose": tasks.PoseModel}
    kind = kinds.get(name.partition("-")[2], tasks.DetectionModel)
    model = kind(f"{name}.yaml", verbose=False).eval().fuse(verbose=False)
    for module in model.modules():
        if hasattr(module, "export"):
            module.export, module.format = True, "onnx"
    return model, image(size)


class Tuple(nn.Module):
    """A model of transformers (Apache-2.0) that returns plain tensors."""

    def __init__(self, body, normalised=True):
        super().__init__()
        self.body, self.normalised = body, normalised

    def forward(self, *inputs):
        if self.normalised:
            inputs = ((inputs[0] - 0.45) / 0.27,)
        return self.body(*inputs, return_dict=False)[0]


def segformer():
    """SegFormer-B0 for 150 classes (transformers)."""
    from transformers import SegformerConfig, SegformerForSemanticSegmentation
    config = SegformerConfig(num_labels=150, attn_implementation="eager")
    return Tuple(SegformerForSemanticSegmentation(config)), image(512)


def depth_anything():
    """Depth Anything V2 small (transformers)."""
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
    body = Dinov2Config(
        hidden_size=384, num_attention_heads=6, image_size=518, patch_size=14,
        out_indices=[3, 6, 9, 12], apply_layernorm=True, reshape_hidden_states=False)
    config = DepthAnythingConfig(
        backbone_config=body, reassemble_hidden_size=384, neck_hidden_sizes=[48, 96, 192, 384],
        fusion_hidden_size=64, attn_implementation="eager")
    return Tuple(DepthAnythingForDepthEstimation(config)), image(518)


def bert(length, **options):
    """BERT (arXiv 1810.04805; transformers) on so many words."""
    from transformers import BertConfig, BertModel
    config = BertConfig(attn_implementation="eager", **options)
    words = torch.ones(1, length, dtype=torch.int32)
    return Tuple(BertModel(config), normalised=False), (words, words)


class Dense(nn.Module):
    """A residual dense block (arXiv 1809.00219)."""

    def __init__(self, width=64, growth=32):
        super().__init__()
        sizes = [(width + place * growth, growth) for place in range(4)]
        sizes.append((width + 4 * growth, width))
        self.steps = nn.ModuleList(nn.Conv2d(old, new, 3, 1, 1) for old, new in sizes)

    def forward(self, x):
        known = [x]
        for step in self.steps[:-1]:
            known.append(functional.leaky_relu(step(torch.cat(known, 1)), 0.2))
        return self.steps[-1](torch.cat(known, 1)) * 0.2 + x


class ResidualDense(nn.Module):
    """Three dense blocks and their residual."""

    def __init__(self):
        super().__init__()
        self.steps = nn.Sequential(Dense(), Dense(), Dense())

    def forward(self, x):
        return self.steps(x) * 0.2 + x


class ESRGAN(nn.Module):
    """Real-ESRGAN x4plus: RRDBNet of 23 blocks (arXiv 2107.10833)."""

    def __init__(self):
        super().__init__()
        self.head = nn.Conv2d(3, 64, 3, 1, 1)
        self.body = nn.Sequential(*(ResidualDense() for _ in range(23)))
        self.join = nn.Conv2d(64, 64, 3, 1, 1)
        self.ups = nn.ModuleList(nn.Conv2d(64, 64, 3, 1, 1) for _ in range(3))
        self.tail = nn.Conv2d(64, 3, 3, 1, 1)

    def forward(self, x):
        x = self.head(x)
        x = x + self.join(self.body(x))
        for up in self.ups[:2]:
            x = functional.leaky_relu(up(functional.interpolate(x, scale_factor=2)), 0.2)
        return self.tail(functional.leaky_relu(self.ups[2](x), 0.2)).clamp(0, 1)


# AI Hub's layers under TensorFlow Lite in floating point stand behind each.
NETWORKS = {
    # Those with rows on GPUs.
    "sesr_m5": sesr_m5,  # 27
    "quicksrnetlarge": quicksrnet_large,  # 33
    "real_esrgan_general_x4v3": lambda: (Compact(), image(128)),  # 74
    "nafnet_deblur": lambda: (NAFNet(), image(360, 640)),  # 1334
    "hrnet_pose": lambda: (Pose(), image(256, 192)),  # 516
    "efficientvit_l2_cls": lambda: classifier(timm_model("efficientvit_l2", 384)),  # 350
    "yamnet": yamnet,  # 30
    "mediapipe_face_detector": lambda: (FaceDetector(), image(256)),  # 110
    "mediapipe_face_landmarks": lambda: (FaceLandmarks(), image(192)),  # 99
    "face_det_lite": lambda: (FaceDetLite(), image(480, 640, 1)),  # 86
    # Those with rows on CPUs.
    "fcn_resnet50": lambda: (Segmenter(), image(520)),  # 80
    "openai_clip": clip,  # 1166
    # Those with which the figures were first learnt.
    "densenet121": lambda: classifier(vision("densenet121")),  # 312
    "efficientnet_b0": lambda: classifier(vision("efficientnet_b0")),  # 245
    "efficientnet_lite4": lambda: classifier(timm_model("tf_efficientnet_lite4", 300)),  # 121
    "inception_v4": lambda: centred(timm_model("inception_v4", 299)),  # 188
    "mnasnet05": lambda: classifier(vision("mnasnet0_5")),  # 71
    "mobilenet_v3_small": lambda: classifier(vision("mobilenet_v3_small")),  # 115
    "posenet_mobilenet": posenet,  # 38
    "regnet": lambda: classifier(vision("regnet_x_3_2gf")),  # 114
    "resnext101": lambda: classifier(vision("resnext101_32x8d")),  # 147
    "squeezenet1_1": lambda: classifier(vision("squeezenet1_1")),  # 41
    # Others, chosen for their kinds before any was predicted.
    "vit": lambda: classifier(vision("vit_b_16")),  # 523
    "swin_small": lambda: classifier(vision("swin_s")),  # 1471
    "convnext_base": lambda: classifier(vision("convnext_base")),  # 598
    "beit": lambda: classifier(timm_model("beit_base_patch16_224")),  # 533
    "levit": lambda: classifier(timm_model("levit_128s")),  # 282
    "mobile_vit": lambda: (Flipped(timm_model("mobilevit_s")[0]), image(256)),  # 544
    "efficientformer": lambda: classifier(timm_model("efficientformer_l1")),  # 181
    "dla102x": lambda: classifier(timm_model("dla102x")),  # 175
    "nasnet": lambda: centred(timm_model("nasnetalarge", 331)),  # 784
    "unet_segmentation": lambda: (UNet(), image(640, 1280)),  # 31
    "dncnn": dncnn,  # 19
    "xlsr": lambda: (XLSR(), image(128)),  # 19
    "yolov8_det": lambda: yolo("yolov8n"),  # 258
    "yolov11_det": lambda: yolo("yolo11n"),  # 349
    # Those that came after the figures and were predicted before anyone looked.
    "yolov8_seg": lambda: yolo("yolov8n-seg"),  # 293
    "yolov8_obb": lambda: yolo("yolov8n-obb"),  # 292
    "yolov11_pose": lambda: yolo("yolo11n-pose"),  # 382
    "fastsam_s": lambda: yolo("yolov8s-seg"),  # 291
    "real_esrgan_x4plus": lambda: (ESRGAN(), image(128)),  # 1025
    "repvit": lambda: classifier(timm_model("repvit_m2_3")),  # 660
    "segformer_base": segformer,  # 573
    "depth_anything_v2": depth_anything,  # 598
    "bert_base_uncased_hf": lambda: bert(384),  # 537
    "minilm_v2": lambda: bert(128, hidden_size=384, num_hidden_layers=6, intermediate_size=1536),
}


def attribute(entry):
    import onnx
    value = onnx.helper.get_attribute_value(entry)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple)) or hasattr(value, "__len__"):
        return [item.decode() if isinstance(item, bytes) else item for item in value]
    return None


def document(name, proto):
    """A graph file from an ONNX model: short names, no weights, no biases of convolutions."""
    import onnx
    graph = proto.graph
    shapes = {}
    for value in list(graph.value_info) + list(graph.input) + list(graph.output):
        kind = value.type.tensor_type
        shapes[value.name] = (kind.elem_type, [axis.dim_value for axis in kind.shape.dim])
    weights = {tensor.name: tensor for tensor in graph.initializer}
    inputs = [value.name for value in graph.input if value.name not in weights]
    types = {1: "fp32", 6: "int32", 7: "int64", 9: "bool", 10: "fp16", 11: "fp32", 16: "bf16"}
    names, tensors = {}, []

    def tensor(source, role=None):
        if source in names:
            return names[source]
        names[source] = f"t{len(names)}"
        if source in weights:
            kept = weights[source]
            entry = {"name": names[source], "type": types[kept.data_type],
                     "shape": list(kept.dims), "role": "weight"}
            size = 1
            for extent in kept.dims:
                size *= extent
            if kept.data_type == 7 and size <= 64:
                values = onnx.numpy_helper.to_array(kept).flatten().tolist()
                entry["constant"] = values
        else:
            kind, shape = shapes[source]
            entry = {"name": names[source], "type": types[kind], "shape": shape}
            if role:
                entry["role"] = role
        tensors.append(entry)
        return names[source]

    for source in inputs:
        tensor(source, "input")
    operators = []
    for node in graph.node:
        sources = list(node.input)
        if node.op_type in ("Conv", "ConvTranspose", "Gemm") and len(sources) > 2:
            sources = sources[:2]
        if node.op_type == "Resize":
            sources = sources[:1]
        places = [tensor(source) if source else None for source in sources]
        if node.op_type == "Resize":  # Sizes are whole numbers, scales need not be.
            sizes = {"name": f"t{len(names)}", "type": "int64", "role": "weight",
                     "shape": [len(shapes[node.output[0]][1])],
                     "constant": shapes[node.output[0]][1]}
            names[f"sizes of {node.output[0]}"] = sizes["name"]
            tensors.append(sizes)
            places = [places[0], None, None, sizes["name"]]
        entry = {
            "name": f"{node.op_type}_{len(operators)}", "type": node.op_type,
            "attributes": {item.name: attribute(item) for item in node.attribute
                           if attribute(item) is not None},
            "inputs": places,
            "outputs": [tensor(result) for result in node.output if result],
        }
        operators.append(entry)
    return {"format": "pitfall.graph/1", "name": name, "tensors": tensors,
            "operators": operators, "outputs": [names[value.name] for value in graph.output]}


def text(graph):
    """One tensor or operator a line."""
    lines = ['{"format": "pitfall.graph/1", "name": %s,' % json.dumps(graph["name"])]
    for key in ("tensors", "operators"):
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in graph[key])
        lines.append(f'"{key}": [\n{rows}],')
    lines.append('"outputs": %s}' % json.dumps(graph["outputs"]))
    return "\n".join(lines) + "\n"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or NETWORKS:
        torch.manual_seed(0)
        model, inputs = NETWORKS[name]()
        with torch.no_grad():
            program = torch.onnx.export(model.eval(), inputs, dynamo=True, opset_version=20,
                                        verbose=False)
        graph = document(name, program.model_proto)
        written = text(graph)
        (FOLDER / f"{name}.graph.json").write_text(written)
        print(f"{name}: {len(graph['operators'])} operators, {len(written) // 1024} KiB", flush=True)


if __name__ == "__main__":
    main()
